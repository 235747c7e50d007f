package dev.switchboard.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.assertj.core.api.ListAssert;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the core: plain Java, little of it public, time and chance from outside.
 */
@AnalyzeClasses(packages = "dev.switchboard.routing", importOptions = ImportOption.DoNotIncludeTests.class)
class RoutingArchitectureTests {

	private static final Set<String> PUBLIC = Set.of("Admission", "Affinity", "Deployment", "DeploymentSnapshot",
			"Failure", "FailureKind", "OnSaturation", "Lease", "OtherClientsRate", "RouteRequest", "Router",
			"RouterBuilder", "RoutingListener", "SelectionPolicy", "ServerCount", "ServerReport", "ServerUsage",
			"TokenUsage", "Unavailable");

	@ArchTest
	static final ArchRule theCoreKnowsNothingButJava = ArchRuleDefinition.classes()
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", "dev.switchboard.routing..");

	@ArchTest
	static final ArchRule timeAndChanceComeFromOutside = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(RouterBuilder.class)))
		.should()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.dependOnClassesThat()
		.belongToAnyOf(Instant.class, Clock.class, ThreadLocalRandom.class, Random.class);

	@ArchTest
	static final ArchRule nothingWaitsOrTicks = ArchRuleDefinition.noClasses()
		.should()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.dependOnClassesThat()
		.belongToAnyOf(ScheduledExecutorService.class, Timer.class);

	@ArchTest
	static void onlyTheSeamsArePublic(JavaClasses classes) {
		topLevel(classes).filteredOn((javaClass) -> javaClass.getModifiers().contains(JavaModifier.PUBLIC))
			.extracting(JavaClass::getSimpleName)
			.containsExactlyInAnyOrderElementsOf(PUBLIC);
	}

	@ArchTest
	static void nothingBehindTheSeamsIsExtended(JavaClasses classes) {
		topLevel(classes).filteredOn((javaClass) -> !javaClass.getModifiers().contains(JavaModifier.PUBLIC))
			.filteredOn((javaClass) -> !javaClass.isInterface())
			.allSatisfy((javaClass) -> assertThat(javaClass.getModifiers()).contains(JavaModifier.FINAL));
	}

	private static ListAssert<JavaClass> topLevel(JavaClasses classes) {
		return assertThat(classes.stream()
			.filter((javaClass) -> javaClass.isTopLevelClass() && !javaClass.getSimpleName().equals("package-info"))
			.toList());
	}

}
