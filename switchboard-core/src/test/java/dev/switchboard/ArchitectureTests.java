package dev.switchboard;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.NullMarked;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules between packages. Those within {@code routing} are tested there.
 */
@AnalyzeClasses(packages = "dev.switchboard", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] OBSERVATION = { "io.micrometer.observation..", "io.micrometer.context..",
			"io.micrometer.common.." };

	@ArchTest
	static final ArchRule azureIsKnownToItsConnectorOnly = outside("azure", "AzureConnectorConfiguration").should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.azure..", "org.springframework.ai.azure..");

	@ArchTest
	static final ArchRule openAiIsKnownToItsConnectorOnly = outside("openai", "OpenAiConnectorConfiguration").should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.ai.openai..");

	@ArchTest
	static final ArchRule springBootIsTheEdge = outside("autoconfigure", "configuration", "configuration.check",
			"actuate")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "org.springframework.context..");

	@ArchTest
	static final ArchRule retryAndReactorStayWithTheCalls = outside("chat", "connector", "failover", "observation",
			"tools", "wire", "azure", "openai")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.retry..", "reactor..");

	@ArchTest
	static final ArchRule metersAreBoundAtTheEdge = outside("actuate", "configuration").should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.micrometer..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(OBSERVATION))));

	/** Connectors hand their clients the registry that observes nothing. */
	@ArchTest
	static final ArchRule observationsBelongToTheCalls = outside("actuate", "configuration", "chat", "observation",
			"wire")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.micrometer..")
			.and(DescribedPredicate.not(JavaClass.Predicates.type(ObservationRegistry.class))));

	@ArchTest
	static final ArchRule nobodyDependsOnTheEdge = outside("autoconfigure").should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.switchboard.autoconfigure..");

	/** The check knows the properties, but not the other way round. */
	@ArchTest
	static final ArchRule configurationWorksWithoutItsCheck = outside("configuration.check", "autoconfigure").should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.switchboard.configuration.check..");

	/** Several Spring generations share the configuration. */
	@ArchTest
	static final ArchRule configurationIsSharedByAllEdges = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("dev.switchboard.configuration..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.switchboard.azure..", "dev.switchboard.openai..", "dev.switchboard.tools..",
				"org.springframework.ai.model.tool..", "org.springframework.boot.actuate.health..",
				"org.springframework.boot.actuate.autoconfigure.health..");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
		.matching("dev.switchboard.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule namesSayWhatAThingIs = ArchRuleDefinition.noClasses()
		.should()
		.haveNameMatching(".*(Utils|Util|Impl|Manager|Helper)");

	@ArchTest
	static final ArchRule nothingIsInjectedIntoFields = ArchRuleDefinition.fields()
		.should()
		.notBeAnnotatedWith(Autowired.class)
		.andShould()
		.notBeAnnotatedWith(Value.class);

	@ArchTest
	static final ArchRule timeAndChanceAreInjected = ArchRuleDefinition.noClasses()
		.that()
		.doNotHaveFullyQualifiedName("dev.switchboard.routing.RouterBuilder")
		.and()
		.doNotHaveFullyQualifiedName("dev.switchboard.chat.SwitchboardChatModelBuilder")
		.should()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(Math.class, "random")
		.orShould()
		.callMethod(ThreadLocalRandom.class, "current")
		.orShould()
		.callConstructor(Random.class);

	/** No class outside of these packages, or these connectors' configurations. */
	private static GivenClassesConjunction outside(String... allowed) {
		return ArchRuleDefinition.noClasses()
			.that(DescribedPredicate.not(DescribedPredicate.describe("in " + String.join(", ", allowed),
					(javaClass) -> isIn(javaClass, allowed))));
	}

	private static boolean isIn(JavaClass javaClass, String... allowed) {
		return Arrays.stream(allowed)
			.anyMatch((name) -> javaClass.getPackageName().equals("dev.switchboard." + name)
					|| javaClass.getName().matches("dev\\.switchboard\\.autoconfigure\\." + name + "(\\$.*)?"));
	}

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(classes.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
	}

}
