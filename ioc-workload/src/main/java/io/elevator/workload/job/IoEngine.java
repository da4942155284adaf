package io.elevator.workload.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * fio's I/O engines that {@code ioc} accepts. The engine of a job chooses the driver, unless the
 * command line names a driver. As in fio, a synchronous engine has one I/O in flight regardless of
 * {@code iodepth}.
 */
public enum IoEngine {
  SYNC("sync", "file", true),
  PSYNC("psync", "file", true),
  VSYNC("vsync", "file", true),
  PVSYNC("pvsync", "file", true),
  PVSYNC2("pvsync2", "file", true),
  LIBAIO("libaio", "file", false),
  POSIXAIO("posixaio", "file", false),
  WINDOWSAIO("windowsaio", "file", false),
  SOLARISAIO("solarisaio", "file", false),
  IO_URING("io_uring", "uring", false),
  MMAP("mmap", "file", true),
  SPLICE("splice", "file", true),
  NULL("null", "null", false);

  /** The engines by their names in job files. */
  static final Map<String, IoEngine> BY_NAME = byName();

  /** Names of the engines of fio that do something other than I/O on a block device or a file. */
  static final Set<String> FOREIGN =
      Set.of(
          ("cpuio net netsplice rdma falloc ftruncate filecreate filestat filedelete e4defrag exec"
                  + " rados rbd http gfapi gfapi_async libhdfs hdfs nbd nfs libiscsi libpmem"
                  + " libpmem2 pmemblk dev-dax mtd guasi sg libzbc libblkio libcufile dfs"
                  + " io_uring_cmd xnvme external ime_psync ime_psyncv ime_aio"
                  + " librpma_apm_server librpma_apm_client librpma_gpspm_server"
                  + " librpma_gpspm_client")
              .split(" "));

  private final String fioName;
  private final String driver;
  private final boolean synchronous;

  IoEngine(String fioName, String driver, boolean synchronous) {
    this.fioName = fioName;
    this.driver = driver;
    this.synchronous = synchronous;
  }

  private static Map<String, IoEngine> byName() {
    Map<String, IoEngine> engines = new LinkedHashMap<>();
    for (IoEngine engine : values()) {
      engines.put(engine.fioName, engine);
    }
    return engines;
  }

  /** Returns the name of the engine in job files. */
  public String fioName() {
    return fioName;
  }

  /** Returns the name of the driver that performs the I/O of this engine in {@code ioc}. */
  public String driver() {
    return driver;
  }

  /** Returns whether this engine has only one I/O in flight. */
  public boolean synchronous() {
    return synchronous;
  }
}
