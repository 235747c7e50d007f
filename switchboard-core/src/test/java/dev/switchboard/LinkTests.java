package dev.switchboard;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The core is one binary for several generations of Spring Boot and Spring AI. Each edge
 * runs these tests on its class path: what the core refers to must exist there.
 */
class LinkTests {

	private static final JavaClasses CORE = new ClassFileImporter().withImportOption(LinkTests::isCore)
		.importPackages("dev.switchboard");

	private static boolean isCore(Location location) {
		return !location.contains("-tests.jar")
				&& (location.contains("/switchboard-core/target/classes/") || location.contains("/switchboard-core-"));
	}

	@Test
	void everyClassLoads() {
		assertThat(CORE).hasSizeGreaterThan(200).allSatisfy((javaClass) -> {
			Class<?> loaded = Class.forName(javaClass.getName(), false, getClass().getClassLoader());
			// signatures refer to types that the loader has to find
			assertThat(loaded.getDeclaredMethods()).isNotNull();
			assertThat(loaded.getDeclaredFields()).isNotNull();
			assertThat(loaded.getDeclaredConstructors()).isNotNull();
		});
	}

	@Test
	void everyMemberThatTheCoreRefersToExists() {
		List<String> missing = CORE.stream()
			.flatMap((javaClass) -> javaClass.getAccessesFromSelf().stream())
			.filter((access) -> isForeign(access.getTargetOwner()))
			.filter((access) -> !exists(access))
			.map(JavaAccess::getDescription)
			.distinct()
			.toList();
		assertThat(missing).isEmpty();
	}

	private static boolean isForeign(JavaClass owner) {
		return !owner.isArray() && Stream.of("java.", "javax.", "jdk.", "dev.switchboard.")
			.noneMatch((prefix) -> owner.getName().startsWith(prefix));
	}

	private static boolean exists(JavaAccess<?> access) {
		AccessTarget target = access.getTarget();
		if (target instanceof AccessTarget.FieldAccessTarget field) {
			return field.resolveMember().isPresent();
		}
		return target instanceof AccessTarget.CodeUnitAccessTarget unit && unit.resolveMember().isPresent();
	}

}
