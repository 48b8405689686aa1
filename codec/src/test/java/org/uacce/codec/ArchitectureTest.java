package org.uacce.codec;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Closeable;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.queue.BufferPool;

/** Which package may know which: the arrows of the house, inside this module. */
@AnalyzeClasses(packages = "org.uacce", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule CORE_KNOWS_NO_EDGE =
      noClasses()
          .that()
          .resideInAPackage("org.uacce.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache..",
              "org.uacce.avro..",
              "org.uacce.hadoop..",
              "org.uacce.parquet..",
              "org.uacce.spark..");

  @ArchTest
  static final ArchRule ONLY_THE_HADOOP_CODECS_USE_HADOOP =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.uacce.hadoop..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hadoop..");

  @ArchTest
  static final ArchRule ONLY_THE_AVRO_CODEC_USES_AVRO =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.uacce.avro..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.avro..");

  @ArchTest
  static final ArchRule ONLY_BINDING_TOUCHES_JNA =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.uacce.codec.binding")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule FORMATS_NEED_ONLY_THE_JDK_AND_THE_CONFIGURED_LIMITS =
      classes()
          .that()
          .resideInAPackage("org.uacce.codec.format")
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("java..")
                  .or(resideInAPackage("org.uacce.codec.format"))
                  .or(name("org.uacce.codec.CodecConfig")));

  @ArchTest
  static final ArchRule ONLY_ENGINE_POOL_AND_DEVICE_QUEUE_CALL_THE_LIBRARY =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.uacce.codec.engine", "org.uacce.codec.binding")
          .and()
          .doNotHaveFullyQualifiedName(BufferPool.class.getName())
          .and(
              DescribedPredicate.not(
                  nameMatching(
                      "org\\.uacce\\.codec\\.queue\\.(QueueCalls.*|QueueOpening|TurnMemory)")))
          .should()
          .callMethodWhere(
              DescribedPredicate.<JavaMethodCall>describe(
                  "the target is the binding",
                  call -> call.getTargetOwner().isEquivalentTo(Binding.class)));

  @ArchTest
  static final ArchRule BINDING_AND_QUEUE_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage("org.uacce.codec.binding", "org.uacce.codec.queue")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.uacce.codec.engine");

  @ArchTest
  static final ArchRule INNER_PACKAGES_DO_NOT_USE_THE_STREAMS =
      noClasses()
          .that()
          .resideInAnyPackage("org.uacce.codec.*")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.uacce.codec")
                  .and(
                      DescribedPredicate.describe(
                          "are streams",
                          type ->
                              type.isAssignableTo(Closeable.class)
                                  || type.getSimpleName().startsWith("Member"))));

  @ArchTest
  static final ArchRule NO_CODEC_USES_THE_DOCTOR =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.uacce.codec.doctor")
          .and(
              DescribedPredicate.not(
                  nameMatching(".*[.](Doctor|HadoopCheck|GzipFileCodec)([$].*)?")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.uacce.codec.doctor");

  @ArchTest
  static final ArchRule ONLY_THE_LOG_USES_SLF4J =
      noClasses()
          .that()
          .resideInAPackage("org.uacce.codec..")
          .and()
          .resideOutsideOfPackage("org.uacce.codec.log")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.slf4j..");
}
