package dev.halfwave.experiments.data;

import dev.halfwave.experiments.data.Pickled.Dictionary;
import dev.halfwave.experiments.data.Pickled.Items;
import dev.halfwave.experiments.data.Pickled.Name;
import dev.halfwave.experiments.data.Pickled.None;
import dev.halfwave.experiments.data.Pickled.Scalar;
import dev.halfwave.experiments.data.Pickled.Text;
import dev.halfwave.nn.io.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs a pickle's opcodes: a stack, a memo, and no object but those of [Pickled]. Strings and bytes are left where they
/// are; short strings are read too, as keys and names.
///
/// Memory is bounded by [#MAX_OPCODES], as each makes at most one small object.
///
/// Source: CPython, `Lib/pickletools.py`, which documents every opcode.
final class PickleMachine {

    /// More than any file of arrays takes; a list of a million numbers is not an array.
    static final int MAX_OPCODES = 1 << 20;

    private static final int MAX_PROTOCOL = 5;
    private static final int MAX_TEXT_BYTES = 1 << 10;
    private static final long MAX_ALL_TEXT_BYTES = 1 << 24;
    private static final int MAX_NUMBER = 64; // characters

    private final ByteSource in;
    private final List<Pickled> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, Pickled> memo = new HashMap<>();
    private long opcodeAt;
    private long textBytes;

    PickleMachine(ByteSource in) {
        this.in = in;
    }

    /// Runs the whole file.
    ///
    /// @return the object that it makes
    Pickled run() throws DataFileException {
        for (int i = 0; i < MAX_OPCODES; i++) {
            opcodeAt = in.position();
            int opcode = in.readByte();
            if (opcode == '.') {
                return stop();
            }
            execute(opcode);
        }
        throw in.failure(opcodeAt,
                "the pickle has more than " + MAX_OPCODES + " instructions; store numbers as arrays");
    }

    private Pickled stop() throws DataFileException {
        Pickled result = pop();
        if (!stack.isEmpty() || !marks.isEmpty()) {
            throw failure("the pickle ends, but " + (stack.size() + marks.size()) + " more values are unused");
        }
        if (in.left() > 0) {
            throw in.failure(in.position(), in.left() + " bytes follow the end of the pickle");
        }
        return result;
    }

    private void execute(int opcode) throws DataFileException {
        switch (opcode) {
            case 0x80 -> protocol();
            case 0x95 -> in.require(in.littleEndian(8), "a frame");
            case '(' -> marks.push(stack.size());
            case '0' -> popOrUnmark();
            case '1' -> popItems();
            case '2' -> push(top());
            case 'N' -> push(None.NONE);
            case 0x88 -> push(new Scalar(true));
            case 0x89 -> push(new Scalar(false));
            case 'I', 'L', 'F' -> push(numberLine(opcode));
            case 'J' -> push(new Scalar((long) (int) in.littleEndian(4)));
            case 'K' -> push(new Scalar(in.littleEndian(1)));
            case 'M' -> push(new Scalar(in.littleEndian(2)));
            case 0x8a -> push(longNumber(in.littleEndian(1)));
            case 0x8b -> push(longNumber(in.littleEndian(4)));
            case 'G' -> push(new Scalar(in.bigEndianDouble()));
            case 'S' -> push(lineText(PickledCoding.QUOTED));
            case 'V' -> push(lineText(PickledCoding.UNICODE_LINE));
            case 'T', 'B' -> push(text(in.littleEndian(4), PickledCoding.BYTES));
            case 'U', 'C' -> push(text(in.littleEndian(1), PickledCoding.BYTES));
            case 0x8e, 0x96 -> push(text(in.littleEndian(8), PickledCoding.BYTES));
            case 0x8c -> push(text(in.littleEndian(1), PickledCoding.UTF8));
            case 'X' -> push(text(in.littleEndian(4), PickledCoding.UTF8));
            case 0x8d -> push(text(in.littleEndian(8), PickledCoding.UTF8));
            case ')' -> push(new Items());
            case 't' -> push(items(popItems()));
            case 0x85 -> push(items(popItems(1)));
            case 0x86 -> push(items(popItems(2)));
            case 0x87 -> push(items(popItems(3)));
            case ']' -> push(new Items());
            case 'l' -> push(items(popItems()));
            case 'a' -> append(popItems(1));
            case 'e' -> append(popItems());
            case '}' -> push(new Dictionary());
            case 'd' -> dictionary(popItems());
            case 's' -> setItems(popItems(2));
            case 'u' -> setItems(popItems());
            case 'q' -> memo.put(in.littleEndian(1), top());
            case 'r' -> memo.put(in.littleEndian(4), top());
            case 'p' -> memo.put(indexLine(), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> get(in.littleEndian(1));
            case 'j' -> get(in.littleEndian(4));
            case 'g' -> get(indexLine());
            case 'c' -> push(name(in.line(MAX_TEXT_BYTES), in.line(MAX_TEXT_BYTES)));
            case 0x93 -> stackName(popItems(2));
            case 'R' -> reduce(popItems(2));
            case 'b' -> build(pop());
            default -> throw failure("0x%02x is no instruction of a pickle of arrays, numbers, text, lists and "
                    .formatted(opcode) + "dictionaries; other objects are not read");
        }
    }

    private void protocol() throws DataFileException {
        int protocol = in.readByte();
        if (protocol > MAX_PROTOCOL) {
            throw failure("pickle protocol " + protocol + "; protocols 0 to " + MAX_PROTOCOL + " are read");
        }
    }

    // ---- the stack

    private void push(Pickled value) {
        stack.add(value);
    }

    private int bottom() {
        return marks.isEmpty() ? 0 : marks.element();
    }

    private Pickled top() throws DataFileException {
        if (stack.size() <= bottom()) {
            throw failure("takes a value from the stack, but none is there");
        }
        return stack.getLast();
    }

    private Pickled pop() throws DataFileException {
        top();
        return stack.removeLast();
    }

    private void popOrUnmark() throws DataFileException {
        if (!marks.isEmpty() && stack.size() == marks.element()) {
            marks.pop();
        } else {
            pop();
        }
    }

    private List<Pickled> popItems(int count) throws DataFileException {
        if (stack.size() - count < bottom()) {
            throw failure("takes " + count + " values from the stack, but only " + (stack.size() - bottom())
                    + " are there");
        }
        return cut(stack.size() - count);
    }

    /// All values since the last mark.
    private List<Pickled> popItems() throws DataFileException {
        if (marks.isEmpty()) {
            throw failure("takes the values since a mark, but there is no mark");
        }
        return cut(marks.pop());
    }

    private List<Pickled> cut(int from) {
        List<Pickled> tail = stack.subList(from, stack.size());
        List<Pickled> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    private void get(long index) throws DataFileException {
        Pickled value = memo.get(index);
        if (value == null) {
            throw failure("asks for value " + index + " of the memo, which is not there");
        }
        push(value);
    }

    // ---- numbers and text

    private Scalar numberLine(int opcode) throws DataFileException {
        String line = in.line(MAX_NUMBER);
        try {
            if (opcode == 'F') {
                return new Scalar(floatingPoint(line));
            }
            if (opcode == 'I' && (line.equals("00") || line.equals("01"))) {
                return new Scalar(line.equals("01"));
            }
            return new Scalar(Long.parseLong(opcode == 'L' ? line.replaceFirst("L$", "") : line));
        } catch (NumberFormatException e) {
            throw failure("\"" + line + "\" is no number of 64 bits");
        }
    }

    private static double floatingPoint(String line) {
        return switch (line) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                if (!line.matches("[-+.0-9eE]+")) { // Java alone takes suffixes and hexadecimal digits too
                    throw new NumberFormatException();
                }
                yield Double.parseDouble(line);
            }
        };
    }

    private Scalar longNumber(long bytes) throws DataFileException {
        if (bytes > Long.BYTES) {
            throw failure("a whole number of " + bytes + " bytes; up to 8 are read");
        }
        long value = in.littleEndian((int) bytes);
        int unused = Long.SIZE - 8 * (int) bytes;
        return new Scalar(bytes == 0 ? 0L : value << unused >> unused);
    }

    private long indexLine() throws DataFileException {
        String line = in.line(MAX_NUMBER);
        if (!line.matches("[0-9]{1,10}")) {
            throw failure("\"" + line + "\" is no place in the memo");
        }
        return Long.parseLong(line);
    }

    private Text text(long stored, PickledCoding coding) throws DataFileException {
        in.require(stored, "a string");
        return textHere(in.position(), stored, coding);
    }

    private Text lineText(PickledCoding coding) throws DataFileException {
        long start = in.position();
        long stored = in.skipLine();
        Text text = textHere(start, stored, coding);
        in.seek(start + stored + 1);
        return text;
    }

    private Text textHere(long start, long stored, PickledCoding coding) throws DataFileException {
        in.seek(start);
        String text = null;
        if (stored <= MAX_TEXT_BYTES && textBytes <= MAX_ALL_TEXT_BYTES) {
            text = coding.text(in, (int) stored);
            textBytes += stored;
        }
        in.seek(start + stored);
        return new Text(start, stored, coding, text);
    }

    // ---- containers

    private static Items items(List<Pickled> values) {
        Items items = new Items();
        items.items.addAll(values);
        return items;
    }

    private void append(List<Pickled> values) throws DataFileException {
        if (!(top() instanceof Items list)) {
            throw failure("appends to " + Pickled.kind(top()) + ", which is no list");
        }
        list.items.addAll(values);
    }

    private void dictionary(List<Pickled> keysAndValues) throws DataFileException {
        push(new Dictionary());
        setItems(keysAndValues);
    }

    private void setItems(List<Pickled> keysAndValues) throws DataFileException {
        if (!(top() instanceof Dictionary dictionary) || keysAndValues.size() % 2 != 0) {
            throw failure("puts " + keysAndValues.size() + " keys and values into " + Pickled.kind(top()));
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            if (dictionary.entries.put(key(keysAndValues.get(i)), keysAndValues.get(i + 1)) != null) {
                throw failure("a dictionary has the key " + brief(key(keysAndValues.get(i)).toString()) + " twice");
            }
        }
    }

    private Object key(Pickled value) throws DataFileException {
        return switch (value) {
            case Text text when text.text() != null -> text.text();
            case Scalar scalar -> scalar.value();
            default -> throw failure("a dictionary's key must be a short string or a number, not "
                    + Pickled.kind(value));
        };
    }

    // ---- objects

    private void stackName(List<Pickled> moduleAndName) throws DataFileException {
        if (!(moduleAndName.getFirst() instanceof Text module) || module.text() == null
                || !(moduleAndName.getLast() instanceof Text name) || name.text() == null) {
            throw failure("a name must be two short strings");
        }
        push(name(module.text(), name.text()));
    }

    private Name name(String module, String name) throws DataFileException {
        NumPyConstructor constructor = NumPyConstructor.of(module, name);
        if (constructor == null) {
            throw failure("the pickle makes " + brief(module + "." + name)
                    + "; only NumPy's arrays, numbers, text, lists and "
                    + "dictionaries are read. Export the arrays with numpy.savez");
        }
        return new Name(constructor);
    }

    private void reduce(List<Pickled> call) throws DataFileException {
        if (!(call.getFirst() instanceof Name name) || !(call.getLast() instanceof Items arguments)) {
            throw failure("calls " + Pickled.kind(call.getFirst()) + " with " + Pickled.kind(call.getLast()));
        }
        Pickled result = name.constructor().call(arguments.items, opcodeAt);
        if (result == null) {
            throw failure("calls " + name.constructor() + " with arguments that NumPy does not write");
        }
        push(result);
    }

    private void build(Pickled state) throws DataFileException {
        if (!NumPyConstructor.build(top(), state)) {
            throw failure("sets a state that NumPy does not write for " + Pickled.kind(top()));
        }
    }

    private static String brief(String text) {
        return Printable.of(text, 80);
    }

    private DataFileException failure(String problem) {
        return in.failure(opcodeAt, problem);
    }
}
