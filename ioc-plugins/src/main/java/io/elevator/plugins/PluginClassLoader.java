package io.elevator.plugins;

import java.net.URL;
import java.net.URLClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * Class loader of a plugin whose jars are not modules. It looks in the plugin's own jars first and
 * then in the library's loader, so a plugin uses its own libraries even if the application has
 * other versions of them. Classes of the API and SPI always come from the library's loader.
 * Thread-safe, like any class loader.
 */
final class PluginClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  PluginClassLoader(String name, URL[] jars, @Nullable ClassLoader parent) {
    super(name, jars, parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.")
        || name.startsWith("io.elevator.api.")
        || name.startsWith("io.elevator.spi.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        try {
          loaded = findClass(name);
        } catch (ClassNotFoundException e) {
          // The class is not in the plugin's jars, so the library's loader is asked.
          return super.loadClass(name, resolve);
        }
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }
}
