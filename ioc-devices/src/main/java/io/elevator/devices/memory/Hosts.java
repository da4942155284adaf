package io.elevator.devices.memory;

import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.driver.HostTags;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one driver type, by the names that users give them in an option. The drives of a
 * host share their tags. A host exists from the opening of its first drive to the close of its
 * last, so that its name is free for drives of another shape afterwards. Guarded by the monitor.
 */
final class Hosts {
  /** Name of the drive option whose value is the name of the host. */
  static final String OPTION = "shared_tags";

  private static final String NONE = "0";

  private final Map<String, Host> byName = new HashMap<>();

  /** A host and the number of its open drives. */
  private static final class Host {
    private final HostTags tags;
    private int drives;

    Host(String name) {
      tags = new HostTags(name);
    }
  }

  /** The membership of one drive in its host, which ends when the drive is closed. */
  final class Membership {
    private final String name;
    private final Host host;
    private boolean hasLeft;

    private Membership(String name, Host host) {
      this.name = name;
      this.host = host;
    }

    HostTags tags() {
      return host.tags;
    }

    /**
     * Ends the membership of the drive in its host. Called when the drive is closed. Further calls
     * have no effect.
     */
    void leave() {
      synchronized (Hosts.this) {
        if (!hasLeft) {
          hasLeft = true;
          if (--host.drives == 0) {
            byName.remove(name, host);
          }
        }
      }
    }
  }

  /** Adds a drive to the host that its options name; returns null if the drive has its own tags. */
  synchronized @Nullable Membership join(DriverOptions options) {
    String name = options.text(OPTION, NONE).strip();
    if (name.isEmpty() || name.equals(NONE)) {
      return null;
    }
    Host host = byName.computeIfAbsent(name, Host::new);
    host.drives++;
    return new Membership(name, host);
  }
}
