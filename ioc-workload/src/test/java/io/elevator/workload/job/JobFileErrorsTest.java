package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.UserError;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the one-line message of every error that a job file can contain. */
class JobFileErrorsTest {
  /** Job files with errors of grammar; a row contains the whole file. */
  static Stream<Arguments> grammar() {
    return Stream.of(
        wrong(
            "rw=read\n",
            "t.fio:1: rw=read: option outside of a section; expected [global] or [job name] first"),
        wrong("include x\n", "t.fio:1: include x: include outside of a section"),
        wrong("[j]\ninclude x\n", "t.fio:2: include x: x: no such file"),
        wrong("[j\nsize=4k\n", "t.fio:1: [j: the section's name lacks its closing ']'"),
        wrong("[j] now\n", "t.fio:1: [j] now: unexpected 'now' after ']'"),
        wrong("[ ]\n", "t.fio:1: [ ]: the section has no name"),
        wrong("[j]\n=4k\n", "t.fio:2: =4k: no option before '='"),
        wrong("[j]\nsize=${N\n", "t.fio:2: size=${N: '${' without its '}'"),
        wrong("; nothing\n", "t.fio: no job: expected a section such as [job1]"),
        wrong("[global]\nsize=4k\n", "t.fio: no job: expected a section besides [global]"),
        wrong(
            "[global]\nsiez=4k\n",
            "t.fio:2: siez=4k: no such option: 'siez'; did you mean 'size'?"));
  }

  @ParameterizedTest
  @MethodSource("grammar")
  void aMistakeOfGrammarIsRefusedWithItsMessage(String file, String message) {
    assertThatThrownBy(() -> JobFiles.resolve(file))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  /**
   * Job files with an error of one option, which is alone in line 2. The expected message stands
   * after the quoted line.
   */
  static Stream<Arguments> options() {
    return Stream.of(
        wrong("iodpeth=4", "no such option: 'iodpeth'; did you mean 'iodepth'?"),
        wrong("SIZE=4k", "no such option: 'SIZE'; did you mean 'size'?"),
        wrong("frobnicate", "no such option: 'frobnicate'"),
        wrong("verifyy=md5", "no such option: 'verifyy'; did you mean 'verify'?"),
        wrong(
            "write_hint=short",
            "fio has the option 'write_hint', ioc does not: no drive here has placement hints"),
        wrong(
            "cpus_allowed=1",
            "fio has the option 'cpus_allowed', ioc does not: all jobs run as tasks of one process"),
        wrong(
            "ioscheduler=bfq",
            "fio has the option 'ioscheduler', ioc does not: name an elevator with --elevator"),
        wrong("size", "the option needs a value"),
        wrong("size=", "the value is empty"),
        wrong("size=1x", "'x' in '1x' is not a unit; expected a whole number such as 8, 4k or 1m"),
        wrong("size=lots", "'lots' is not a number; expected a whole number such as 8, 4k or 1m"),
        wrong("size=0", "'0' is out of range; expected at least 1"),
        wrong("size=1k", "smaller than a block of 4096 bytes"),
        wrong("size=101%", "'101' is out of range; expected 1 to 100"),
        wrong("size=-5", "'-5' is not a number; expected a whole number such as 8, 4k or 1m"),
        wrong("filesize=4095", "smaller than a block of 4096 bytes"),
        wrong("io_size=4095", "smaller than a block of 4096 bytes"),
        wrong(
            "rw=raedwrite",
            "'raedwrite' is not a value of rw; expected one of "
                + "read, write, trim, randread, randwrite, randtrim, rw, randrw, trimwrite, "
                + "randtrimwrite, readwrite; did you mean 'randwrite'?"),
        wrong(
            "readwrite=shuffle",
            "'shuffle' is not a value of readwrite; expected one of "
                + "read, write, trim, randread, randwrite, randtrim, rw, randrw, trimwrite, "
                + "randtrimwrite, readwrite"),
        wrong("rw=read:0", "'0' is out of range; expected 1 to 2147483647"),
        wrong("rw=read:", "'' is not a number; expected a whole number such as 8, 4k or 1m"),
        wrong(
            "rw_sequencer=random",
            "'random' is not a value of rw_sequencer; expected one of identical, sequential"),
        wrong("bs=0", "'0' is out of range; expected 1 to 1073741824"),
        wrong(
            "bs=4k,8k,16k,32k",
            "more than three values; expected those of reads, writes and trims"),
        wrong("bs=4k,x", "'x' is not a number; expected a whole number such as 8, 4k or 1m"),
        wrong("rwmixread=101", "'101' is out of range; expected 0 to 100"),
        wrong("iodepth=0", "'0' is out of range; expected 1 to 1048576"),
        wrong(
            "iodepth=deep", "'deep' is not a number; expected a whole number such as 8, 4k or 1m"),
        wrong("numjobs=0", "'0' is out of range; expected 1 to 65536"),
        wrong("nrfiles=0", "'0' is out of range; expected 1 to 65536"),
        wrong("direct", "the option needs a value"),
        wrong("direct=yes", "'yes' is neither 0 nor 1"),
        wrong(
            "time_based=yes",
            "'yes' is not a number; expected 0 or 1, or nothing, which stands for 1"),
        wrong("direct=2", "'2' is neither 0 nor 1"),
        wrong(
            "runtime=3x",
            "'x' in '3x' is not a unit of time; expected a time such as 10s, 5m or 200us"),
        wrong("thinktime=soon", "'soon' is not a time; expected a time such as 10s, 5m or 200us"),
        wrong("thinktime_blocks=0", "'0' is out of range; expected at least 1"),
        wrong("startdelay=1-", "'' is not a time; expected a time such as 10s, 5m or 200us"),
        wrong("prioclass=4", "'4' is out of range; expected 0 to 3"),
        wrong("prio=8", "'8' is out of range; expected 0 to 7"),
        wrong(
            "ioengine=libiao",
            "'libiao' is not a value of ioengine; expected one of "
                + "sync, psync, vsync, pvsync, pvsync2, libaio, posixaio, windowsaio, solarisaio, io_uring, mmap, splice, null"
                + "; did you mean 'libaio'?"),
        wrong(
            "filename=a::b",
            "an empty name; names are separated by ':', and '\\:' stands for a colon in one"),
        wrong(
            "percentile_list=50:x", "'x' is not a number; expected percentiles such as 50:99:99.9"),
        wrong("percentile_list=0", "'0' is out of range; expected more than 0, at most 100"),
        wrong("percentile_list=NaN", "'NaN' is out of range; expected more than 0, at most 100"),
        wrong(
            "percentile_list=1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19:20:21",
            "more than 20 percentiles"),
        wrong("kb_base=1023", "'1023' is neither 1000 nor 1024"),
        wrong("loops=0", "'0' is out of range; expected at least 1"),
        wrong("randseed=-1", "'-1' is not a number; expected a whole number such as 8, 4k or 1m"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void aMistakeInAnOptionIsRefusedWithItsMessage(String line, String message) {
    assertThatThrownBy(() -> JobFiles.resolve("[j]\n" + line + "\n"))
        .isInstanceOf(UserError.class)
        .hasMessage("t.fio:2: " + line + ": " + message);
  }

  private static Arguments wrong(String text, String message) {
    return Arguments.of(text, message);
  }
}
