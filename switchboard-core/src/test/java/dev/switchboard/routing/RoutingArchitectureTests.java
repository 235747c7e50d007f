package dev.switchboard.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of routing: it runs in virtual time, and only its seams can be extended.
 */
@AnalyzeClasses(packages = "dev.switchboard.routing", importOptions = ImportOption.DoNotIncludeTests.class)
class RoutingArchitectureTests {

	@ArchTest
	static final ArchRule clocksAndRandomsAreForTheBuilder = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(RouterBuilder.class)))
		.should()
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
	static void classesThatAreNotPublicAreFinal(JavaClasses classes) {
		assertThat(classes).filteredOn(JavaClass::isTopLevelClass)
			.filteredOn((javaClass) -> !javaClass.getModifiers().contains(JavaModifier.PUBLIC))
			.filteredOn((javaClass) -> !javaClass.isInterface())
			.isNotEmpty()
			.allSatisfy((javaClass) -> assertThat(javaClass.getModifiers()).contains(JavaModifier.FINAL));
	}

}
