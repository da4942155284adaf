package io.elevator.workload.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockMapTest {
  /** The sizes are near the boundaries of the map's words and levels. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 4095, 4096, 4097, 10_000, 262_145})
  void theMapAgreesWithABitSet(int blocks) {
    BlockMap map = new BlockMap(blocks);
    BitSet model = new BitSet(blocks);
    Seeded random = new Seeded(blocks);
    while (map.free() > 0) {
      int from = (int) random.below(blocks);
      int expected = model.nextClearBit(from);
      expected = expected < blocks ? expected : model.nextClearBit(0);

      long block = map.nextFree(from);

      if (block != expected) {
        assertThat(block).as("from %d of %d", from, blocks).isEqualTo(expected);
      }
      map.touch(block);
      model.set(expected);
    }
    assertThat(model.cardinality()).isEqualTo(blocks);
    assertThat(map.nextFree(0)).isEqualTo(-1);
  }

  @Test
  void aClearedMapHasOnlyUnusedBlocks() {
    BlockMap map = new BlockMap(70);
    for (int i = 0; i < 70; i++) {
      map.touch(i);
    }

    map.clear();

    assertThat(map.free()).isEqualTo(70);
    assertThat(map.nextFree(69)).isEqualTo(69);
    assertThat(map.touched(69)).isFalse();
  }

  @Test
  void aSearchContinuesAtTheStartAfterTheLastBlock() {
    BlockMap map = new BlockMap(200);
    map.touch(199);
    map.touch(0);

    assertThat(map.nextFree(199)).isEqualTo(1);
  }
}
