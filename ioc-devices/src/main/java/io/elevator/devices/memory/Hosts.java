package io.elevator.devices.memory;

import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.driver.HostTags;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hosts whose tags drives of one type share, by the names that they were opened with. A host
 * lives from its first drive's opening to its last one's close, so that a name can be used again
 * for drives of another shape. Guarded by the monitor.
 */
final class Hosts {
  /** The option that names the host. */
  static final String OPTION = "shared_tags";

  private static final String NONE = "0";

  private final Map<String, Host> byName = new HashMap<>();

  /** One host and how many drives it has. */
  private static final class Host {
    private final HostTags tags;
    private int drives;

    Host(String name) {
      tags = new HostTags(name);
    }
  }

  /** A drive's place in its host. */
  final class Place {
    private final String name;
    private final Host host;
    private boolean left;

    private Place(String name, Host host) {
      this.name = name;
      this.host = host;
    }

    HostTags tags() {
      return host.tags;
    }

    /** The drive is closed. Idempotent. */
    void leave() {
      synchronized (Hosts.this) {
        if (!left) {
          left = true;
          if (--host.drives == 0) {
            byName.remove(name, host);
          }
        }
      }
    }
  }

  /** Takes a drive's place in the host that its options name; null if it has tags of its own. */
  synchronized @Nullable Place join(DriverOptions options) {
    String name = options.text(OPTION, NONE).strip();
    if (name.isEmpty() || name.equals(NONE)) {
      return null;
    }
    Host host = byName.computeIfAbsent(name, Host::new);
    host.drives++;
    return new Place(name, host);
  }
}
