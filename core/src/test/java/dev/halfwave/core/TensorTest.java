package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.op.Relu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Views of memory, the messages about misuse, and what happens to a tensor whose step is over.
final class TensorTest {

    // row 0: 1 2 3, row 1: 4 5 6
    private final Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

    @Test
    void holdsItsValuesInRowMajorOrder() {
        assertThat(x.get(4)).isEqualTo(5);
        assertThat(x.at(1, 1)).isEqualTo(5);
        assertThat(x.at(0, 2)).isEqualTo(3);
        assertThat(x.size()).isEqualTo(6);
        assertThat(Tensor.scalar(7).at()).isEqualTo(7);
        assertThat(Tensor.zeros(Shape.of(2)).toArray()).containsExactly(0f, 0f);
        assertThat(Tensor.full(Shape.of(2), 3).toArray()).containsExactly(3f, 3f);
    }

    @Test
    void ofCopiesItsValuesAndWrapSharesThem() {
        float[] values = {0, 1, 2, 3};
        Tensor copy = Tensor.of(Shape.of(4), values);
        Tensor view = Tensor.wrap(values, 1, Shape.of(2));
        values[1] = 9;
        assertThat(copy.toArray()).containsExactly(0f, 1f, 2f, 3f);
        assertThat(view.toArray()).containsExactly(9f, 2f);
        view.set(1, 8);
        assertThat(values).containsExactly(0f, 9f, 8f, 3f);
        assertThat(view.data()).isSameAs(values);
        assertThat(view.offset()).isEqualTo(1);
    }

    @Test
    void aSliceIsAViewOfSamples() {
        Tensor batch = Tensor.of(Shape.of(4, 2), 0, 1, 2, 3, 4, 5, 6, 7);
        Tensor middle = batch.slice(1, 3);
        assertThat(middle.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(middle.toArray()).containsExactly(2f, 3f, 4f, 5f);
        Tensor last = middle.slice(1, 2); // a slice of a slice: sample 2 of the batch
        last.set(0, 40);
        assertThat(batch.at(2, 0)).isEqualTo(40);
        assertThat(last.data()).isSameAs(batch.data());
        assertThat(batch.slice(4, 4).size()).isZero();
    }

    @Test
    void aViewHasTheSameMemoryUnderAnotherShape() {
        Tensor view = x.slice(1, 2).view(Shape.of(3, 1));
        assertThat(view.at(2, 0)).isEqualTo(6);
        view.set(0, 40);
        assertThat(x.at(1, 0)).isEqualTo(40);
    }

    @Test
    void aCopyHasMemoryOfItsOwn() {
        Tensor copy = x.slice(1, 2).copy();
        x.set(3, 0);
        assertThat(copy.toArray()).containsExactly(4f, 5f, 6f);
        assertThat(copy.offset()).isZero();
        assertThat(copy.data()).hasSize(3);
    }

    @Test
    void copyFromReplacesAllElementsOfAView() {
        x.slice(1, 2).copyFrom(Tensor.of(Shape.of(1, 3), 7, 8, 9));
        assertThat(x.toArray()).containsExactly(1f, 2f, 3f, 7f, 8f, 9f);
    }

    @Test
    void printsItsShapeAndItsFirstElements() {
        assertThat(x).hasToString("Tensor(2, 3) [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]");
        assertThat(x.slice(1, 2)).hasToString("Tensor(1, 3) [4.0, 5.0, 6.0]");
        assertThat(Tensor.zeros(Shape.of(3, 3)))
                .hasToString("Tensor(3, 3) [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, ...]");
        assertThat(Tensor.scalar(1)).hasToString("Tensor() [1.0]");
    }

    @Test
    void aLeafAndItsDetachedViewShareMemory() {
        Tensor leaf = x.requiringGradient();
        assertThat(leaf.needsGradient()).isTrue();
        assertThat(leaf.detached().needsGradient()).isFalse();
        assertThat(leaf.slice(0, 1).needsGradient()).isFalse();
        assertThat(leaf.copy().needsGradient()).isFalse();
        assertThat(x.needsGradient()).isFalse();
        leaf.detached().set(0, 10);
        assertThat(x.get(0)).isEqualTo(10);
    }

    @Test
    void countsHowOftenItWasDeclaredModified() {
        assertThat(x.version()).isZero();
        x.modified();
        x.modified();
        assertThat(x.version()).isEqualTo(2);
        assertThat(x.detached().version()).isZero(); // nobody says when a view changes
    }

    @Test
    void refusesValuesThatDoNotFitTheShape() {
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 3), 1, 2))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Tensor.of: shape (2, 3) takes 6 values, but 2 were given");
        assertThatThrownBy(() -> Tensor.wrap(new float[7], 2, Shape.of(2, 3)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Tensor.wrap: shape (2, 3) at offset 2 needs 6 floats, but the array has 7");
        assertThatThrownBy(() -> Tensor.wrap(new float[7], -1, Shape.of(2, 3)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Tensor.wrap: shape (2, 3) at offset -1 needs 6 floats, but the array has 7");
    }

    @Test
    void refusesIndicesOutsideOfItsShape() {
        Tensor second = x.slice(1, 2); // element 3 of it would be outside, although the array goes on before it
        for (Consumer<Tensor> access : List.<Consumer<Tensor>>of(t -> t.get(3), t -> t.set(3, 0))) {
            assertThatThrownBy(() -> access.accept(second))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Tensor: position 3 is outside of shape (1, 3) with 3 elements");
        }
        assertThatThrownBy(() -> second.get(-1))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Tensor: position -1 is outside of shape (1, 3) with 3 elements");
        assertThatThrownBy(() -> x.at(0, 3)) // row-major position 3 exists, column 3 does not
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Tensor.at: index [0, 3] is outside of shape (2, 3)");
        assertThatThrownBy(() -> x.at(1))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Tensor.at: shape (2, 3) takes 2 indices, but 1 were given");
    }

    @Test
    void refusesSlicesOutsideOfItsFirstAxis() {
        int[][] outside = {{-1, 1}, {0, 3}, {2, 1}};
        for (int[] range : outside) {
            assertThatThrownBy(() -> x.slice(range[0], range[1]))
                    .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Tensor.slice: " + range[0] + ".." + range[1]
                            + " is outside of the first axis of shape (2, 3)");
        }
        assertThatThrownBy(() -> Tensor.scalar(1).slice(0, 1))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Tensor.slice: 0..1 is outside of the first axis of shape ()");
    }

    @Test
    void refusesShapesOfAnotherSize() {
        assertThatThrownBy(() -> x.view(Shape.of(4, 2)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Tensor.view: shape (4, 2) expects 8 elements, but the tensor is (2, 3) with 6");
        assertThatThrownBy(() -> x.copyFrom(Tensor.zeros(Shape.of(3, 2))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Tensor.copyFrom: expected a source of shape (2, 3), but its shape is (3, 2)");
    }

    @Test
    void itemIsForSingleNumbers() {
        assertThat(Tensor.of(Shape.of(1, 1), 5).item()).isEqualTo(5);
        assertThatThrownBy(x::item)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Tensor.item: needs exactly one element, but the shape is (2, 3)");
    }

    @Test
    void everyUseOfATensorWhoseStepIsOverIsRefused() {
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        workspace.begin(12, true);
        Tensor kept = workspace.tensor(Shape.of(1));
        kept.set(0, 5);
        Tensor view = kept.view(Shape.SCALAR);
        Tensor copy = kept.copy();
        workspace.begin(13, true);

        Map<String, Consumer<Tensor>> uses = new LinkedHashMap<>();
        uses.put("data", Tensor::data);
        uses.put("get", t -> t.get(0));
        uses.put("at", t -> t.at(new int[t.shape().rank()]));
        uses.put("set", t -> t.set(0, 1));
        uses.put("item", Tensor::item);
        uses.put("toArray", Tensor::toArray);
        uses.put("copy", Tensor::copy);
        uses.put("copyFrom", t -> t.copyFrom(Tensor.zeros(t.shape())));
        uses.put("copyFrom, as the source", t -> Tensor.zeros(t.shape()).copyFrom(t));
        uses.put("view", t -> t.view(Shape.of(1, 1)));
        uses.put("detached", Tensor::detached);
        uses.put("requiringGradient", Tensor::requiringGradient);
        uses.put("in", t -> t.in(Workspace.ordinary()));
        uses.put("toString", t -> assertThat(t).hasToString(""));
        uses.put("an op", t -> new Relu().apply(t));
        uses.forEach((name, use) -> {
            for (Tensor stale : new Tensor[] {kept, view}) {
                assertThatThrownBy(() -> use.accept(stale))
                        .as(name)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("tensor of step 12 used in step 13; copy() it");
            }
        });
        assertThatThrownBy(() -> kept.slice(0, 1)).hasMessage("tensor of step 12 used in step 13; copy() it");
        assertThat(copy.item()).isEqualTo(5);
    }

    @Test
    void aTensorOfAnEarlierSliceIsRefusedToo() {
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        workspace.begin(12, true);
        Tensor kept = new Relu().apply(x.in(workspace));
        workspace.begin(12, true);
        assertThatThrownBy(kept::toArray)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("tensor of step 12 used in step 12, but in a later slice of it; copy() it");
        assertThat(kept.shape()).isEqualTo(Shape.of(2, 3)); // shapes are no memory
        assertThat(x.toArray()).containsExactly(1f, 2f, 3f, 4f, 5f, 6f); // nor is what was only lent to the step
    }
}
