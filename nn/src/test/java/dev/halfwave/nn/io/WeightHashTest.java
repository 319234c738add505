package dev.halfwave.nn.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightHashTest {

    @Test
    void hashesLittleEndianFloatsInOrder() {
        // printf '\x00\x00\x80\x3f\x00\x00\x00\xc0\x00\x00\x40\x40' | sha256sum
        String expected = "ac978ce15eb7dbe01f91051ad6a5f4f33ca11e1f0ea871a33a30fe9cf30823de";
        assertThat(WeightHash.sha256(List.of(Tensor.of(Shape.of(2), 1, -2), Tensor.scalar(3)))).isEqualTo(expected);
        assertThat(WeightHash.sha256(List.of(Tensor.wrap(new float[] {9, 1, -2, 3, 9}, 1, Shape.of(3)))))
                .isEqualTo(expected);
        assertThat(WeightHash.sha256(List.of(Tensor.of(Shape.of(3), -2, 1, 3)))).isNotEqualTo(expected);
    }

    @Test
    void hashesNothing() {
        assertThat(WeightHash.sha256(List.of())) // sha256sum < /dev/null
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void takesAnyNanForTheSameAndTellsZerosApart() {
        String hash = WeightHash.sha256(List.of(Tensor.scalar(Float.NaN)));
        assertThat(WeightHash.sha256(List.of(Tensor.scalar(Float.intBitsToFloat(0xffc00001))))).isEqualTo(hash);
        assertThat(WeightHash.sha256(List.of(Tensor.scalar(-0f))))
                .isNotEqualTo(WeightHash.sha256(List.of(Tensor.scalar(0f))));
    }

    @Test
    void hashesMoreThanItsBufferHolds() throws Exception {
        float[] values = new float[10_000];
        ByteBuffer bytes = ByteBuffer.allocate(40_000).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
            bytes.putFloat(i);
        }
        String expected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        assertThat(WeightHash.sha256(List.of(Tensor.of(Shape.of(values.length), values)))).isEqualTo(expected);
    }
}
