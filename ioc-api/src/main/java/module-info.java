/** The contracts of {@code ioc}; read nothing but {@code java.base}. */
@org.jspecify.annotations.NullMarked
module io.elevator.api {
  requires static transitive org.jspecify;
}
