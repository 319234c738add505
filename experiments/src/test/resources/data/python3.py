"""Writes the files of this folder that Python 3 with NumPy wrote (NumPy 2.4.6, Python 3.11)."""
import collections
import pickle

import numpy as np

d = collections.OrderedDict()
d["signal"] = {
    "a": np.array([[1.5, -2, 3], [4, 5, 6]]),
    "f": np.asfortranarray(np.array([[1, 2, 3], [4, 5, 6]], dtype="<i2")),
    "be": np.array([1.25, -7], dtype=">f4"),
}
d["signal"]["again"] = d["signal"]["a"]
d["u1"] = np.array([0, 255], dtype="u1")
d["b1"] = np.array([True, False])
d["i8"] = np.array([-2**62], dtype="i8")
d["u4"] = np.array(2**32 - 1, dtype="u4")
d["scalar"] = np.float64(2.5)
d["empty"] = np.zeros((0, 3))
d["text"] = "S6 \u00b5"
d["more"] = (1, [2, -3, 2**40, -2**63], None, True, 1.5, b"\x00\xff", {})
d["objects"] = np.array(["a", None], dtype=object)
for protocol in range(6):
    with open("python3-%d.pkl" % protocol, "wb") as file:
        pickle.dump(d, file, protocol)

x = np.arange(6, dtype="<f8").reshape(2, 3)
arrays = {1: x, 2: np.asfortranarray(x.astype(">i2")), 3: np.array(7, dtype="u1")}
for version, array in arrays.items():
    with open("version%d.npy" % version, "wb") as file:
        np.lib.format.write_array(file, array, version=(version, 0))
np.savez_compressed("compressed.npz", X=x, groups=np.array([6, 6]))
np.savez("stored.npz", X=x.astype("f4"))
