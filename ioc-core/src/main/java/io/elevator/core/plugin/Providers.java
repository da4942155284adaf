package io.elevator.core.plugin;

import io.elevator.api.PluginProblem;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Goes through the providers of a service one by one; what is wrong with one keeps no other from
 * being made.
 *
 * @param source where they come from, or "" to name each one's module
 * @param mine which classes are looked at
 * @param problems receives what is wrong
 */
record Providers(String source, Predicate<Class<?>> mine, Consumer<PluginProblem> problems) {
  /** What is done with a provider; what it throws is its problem. */
  @FunctionalInterface
  interface Use<T> {
    void accept(T provider, String source);
  }

  <T> void forEach(ServiceLoader<T> services, Use<T> use) {
    Iterator<ServiceLoader.Provider<T>> providers = services.stream().iterator();
    while (true) {
      ServiceLoader.Provider<T> provider;
      try {
        if (!providers.hasNext()) {
          return;
        }
        provider = providers.next();
      } catch (ServiceConfigurationError e) {
        // The iterator goes on behind a provider that cannot be loaded.
        problems.accept(
            new PluginProblem(source.isEmpty() ? "application" : source, Reasons.of(e)));
        continue;
      }
      one(provider, use);
    }
  }

  private <T> void one(ServiceLoader.Provider<T> provider, Use<T> use) {
    String from = source;
    try {
      Class<? extends T> type = provider.type();
      if (!mine.test(type)) {
        return;
      }
      if (from.isEmpty()) {
        from = type.getModule().isNamed() ? "module " + type.getModule().getName() : "class path";
      }
      String versionProblem = PluginRegistry.versionProblem(type);
      if (!versionProblem.isEmpty()) {
        problems.accept(new PluginProblem(from, versionProblem));
        return;
      }
      use.accept(provider.get(), from);
    } catch (Throwable e) {
      problems.accept(new PluginProblem(from, Reasons.of(e)));
    }
  }
}
