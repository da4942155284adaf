package io.elevator.devices.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.OpenMode;
import io.elevator.api.Operation;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.FileOpening;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A volume without a queue, and short methods for I/O on its files. */
final class VolumeScene {
  final DataBudget budget;
  final ExtentMap space;
  final Volume volume;

  /** Creates a volume from its properties. */
  interface Maker {
    Volume make(Volume.Setup setup);
  }

  VolumeScene(Maker maker, long capacity, boolean tracksPower) {
    budget = new DataBudget(1 << 28);
    space = new ExtentMap(capacity, 4096);
    volume = maker.make(new Volume.Setup(space, true, tracksPower, budget, () -> {}));
  }

  VolumeFile open(String path, OpenMode mode) throws IOException {
    return (VolumeFile) volume.open(new FileOpening(Path.of(path), mode, null, inode -> 1L << 40));
  }

  BioStatus write(VolumeFile file, long at, byte[] bytes, int flags) {
    MemorySegment memory = DriverBench.memory(bytes.length);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    var bio = new DriverBio();
    bio.write(at, memory, 0, bytes.length);
    return perform(file, Operation.WRITE.code() | flags, bio).status();
  }

  byte[] read(VolumeFile file, long at, int bytes) {
    MemorySegment memory = DriverBench.memory(bytes);
    memory.fill((byte) 0x5a);
    var bio = new DriverBio();
    bio.read(at, memory, 0, bytes);
    MediumResult result = perform(file, Operation.READ.code(), bio);
    assertThat(result.status()).isEqualTo(BioStatus.OK);
    long moved = result.transferred() == Completions.ALL ? bytes : result.transferred();
    return memory.asSlice(0, moved).toArray(ValueLayout.JAVA_BYTE);
  }

  void discard(VolumeFile file, long at, long bytes) {
    var bio = new DriverBio();
    bio.discard(at, bytes);
    assertThat(perform(file, Operation.DISCARD.code(), bio).status()).isEqualTo(BioStatus.OK);
  }

  void writeZeroes(VolumeFile file, long at, long bytes) {
    var bio = new DriverBio();
    bio.writeZeroes(at, bytes);
    assertThat(perform(file, Operation.WRITE_ZEROES.code(), bio).status()).isEqualTo(BioStatus.OK);
  }

  void flush(VolumeFile file, boolean all) {
    var bio = new DriverBio();
    bio.flush();
    int flags = all ? BioFlags.META : 0;
    assertThat(perform(file, Operation.FLUSH.code() | flags, bio).status()).isEqualTo(BioStatus.OK);
  }

  private MediumResult perform(VolumeFile file, int opAndFlags, DriverBio bio) {
    return volume.perform(file, FakeDriverRequest.of(opAndFlags, file, bio), Integer.MAX_VALUE);
  }

  /** Returns all bytes of the file with a name, through a new handle. */
  byte[] contents(String name) throws IOException {
    VolumeFile file = open(name, OpenMode.READ);
    try {
      return read(file, 0, Math.toIntExact(volume.length(file)) + 1);
    } finally {
      volume.close(file);
    }
  }

  /** Returns random bytes without zeroes, so that a byte that is lost shows. */
  static byte[] randomBytes(Random random, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (1 + random.nextInt(255));
    }
    return bytes;
  }

  /** Returns part of an array as if zeroes followed it. */
  static byte[] part(byte[] from, int at, int count) {
    byte[] part = new byte[count];
    if (at < from.length) {
      System.arraycopy(from, at, part, 0, Math.min(count, from.length - at));
    }
    return part;
  }

  static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
