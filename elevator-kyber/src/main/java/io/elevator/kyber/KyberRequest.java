package io.elevator.kyber;

/**
 * The data that Kyber keeps about one request: the token with which the request was dispatched.
 * Accessed only by the current owner of the request.
 */
final class KyberRequest {
  /** Value of {@link #token} if the request has taken no token since it was prepared. */
  static final int NO_TOKEN = -1;

  /**
   * Number of the token, or {@link #NO_TOKEN}. The number stays here after the token is released.
   * So a request that is started again without a new dispatch releases the token a second time, as
   * in Linux 6.1.
   */
  int token = NO_TOKEN;

  KyberRequest() {}
}
