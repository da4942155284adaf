package io.elevator.kyber;

/**
 * Kyber's part of a request: the token it was handed out with. Owned by whoever owns the request,
 * and handed over with it.
 */
final class KyberRequest {
  /** No token was taken since the request was made. */
  static final int NO_TOKEN = -1;

  /**
   * The token; stays here after its release, so that a request that runs again without a new
   * dispatch releases it once more, as Linux 6.1 does.
   */
  int token = NO_TOKEN;

  KyberRequest() {}
}
