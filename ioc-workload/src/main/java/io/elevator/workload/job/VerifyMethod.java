package io.elevator.workload.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checksum or other content by which a block is verified: fio's option {@code verify}. */
public enum VerifyMethod {
  NONE("0", null, 0),
  MD5("md5", "MD5", 16),
  CRC32("crc32", null, 4),
  CRC32C("crc32c", null, 4),
  SHA1("sha1", "SHA-1", 20),
  SHA256("sha256", "SHA-256", 32),
  SHA512("sha512", "SHA-512", 64),
  SHA3_224("sha3-224", "SHA3-224", 28),
  SHA3_256("sha3-256", "SHA3-256", 32),
  SHA3_384("sha3-384", "SHA3-384", 48),
  SHA3_512("sha3-512", "SHA3-512", 64),
  /** META: blocks have a header without a checksum. */
  META("meta", null, 0),
  /** PATTERN: blocks consist of a pattern and have no header. */
  PATTERN("pattern", null, 0),
  /** NULL: blocks are not verified, although the option is set. */
  NULL("null", null, 0);

  private final String fioName;
  private final @Nullable String algorithm;
  private final int bytes;

  VerifyMethod(String fioName, @Nullable String algorithm, int bytes) {
    this.fioName = fioName;
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  /** Returns the verification methods by their names in job files. */
  static Map<String, VerifyMethod> byName() {
    Map<String, VerifyMethod> methods = new LinkedHashMap<>();
    for (VerifyMethod method : values()) {
      methods.put(method.fioName, method);
    }
    methods.put("crc32c-intel", CRC32C);
    return methods;
  }

  /** Returns the name of the method in job files. */
  public String fioName() {
    return fioName;
  }

  /**
   * Returns the name of the Java message digest that computes the checksum, null if the method uses
   * none.
   */
  public @Nullable String algorithm() {
    return algorithm;
  }

  /** Returns the length of the method's checksum, in bytes. */
  public int checksumBytes() {
    return bytes;
  }

  /** Returns whether blocks that are verified by this method have a header. */
  public boolean hasHeader() {
    return this != NONE && this != PATTERN && this != NULL;
  }
}
