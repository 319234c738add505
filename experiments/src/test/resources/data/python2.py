"""Writes the files of this folder that Python 2.7's cPickle wrote. The classes stand for NumPy's, which reduce to the
same calls."""
import struct
import sys
import types

numpy = types.ModuleType("numpy")
multiarray = types.ModuleType("numpy.core.multiarray")
sys.modules.update({"numpy": numpy, "numpy.core": types.ModuleType("core"), "numpy.core.multiarray": multiarray})


def _reconstruct(*arguments):
    pass


class dtype(object):
    def __init__(self, name):
        self.name = name

    def __reduce__(self):
        return dtype, (self.name, 0, 1), tuple([3, "<", None, None, None, -1, -1, 0])


class ndarray(object):
    def __init__(self, shape, type, by_columns, *numbers):
        self.shape, self.type, self.by_columns, self.numbers = shape, type, by_columns, numbers

    def __reduce__(self):  # a new tuple and string each time, as NumPy does, which cPickle does not memoize
        data = [struct.pack("<%d%s" % (len(self.numbers), {"f8": "d", "i4": "i"}[self.type.name]), *self.numbers)]
        return _reconstruct, (ndarray, (0,), "b"), (1, tuple(self.shape), self.type, self.by_columns, data.pop())


_reconstruct.__module__ = "numpy.core.multiarray"
dtype.__module__ = ndarray.__module__ = "numpy"
multiarray._reconstruct, numpy.dtype, numpy.ndarray = _reconstruct, dtype, ndarray

import cPickle

d = {
    "wrist": {"BVP": ndarray([3, 1], dtype("f8"), False, 1.5, -2, 1e300)},
    "label": ndarray([2, 2], dtype("i4"), True, 1, 3, 2, -4),
    "subject": "S1",
    "n": [1, 2.5, None, True, -300, 70000, 10 ** 12],
}
for protocol in range(3):
    with open("python2-%d.pkl" % protocol, "wb") as file:
        cPickle.dump(d, file, protocol)
