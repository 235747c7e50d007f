package dev.switchboard;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules between the packages of this edge.
 */
@AnalyzeClasses(packages = "dev.switchboard",
		importOptions = { ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class })
class EdgeArchitectureTests {

	/** A connector's configuration is loaded with its client library only. */
	@ArchTest
	static final ArchRule azureStaysInItsConnector = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("dev.switchboard.azure")
		.and()
		.haveNameNotMatching(".*\\.AzureConnectorConfiguration(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.azure..", "org.springframework.ai.azure..");

	@ArchTest
	static final ArchRule openAiStaysInItsConnector = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("dev.switchboard.openai")
		.and()
		.haveNameNotMatching(".*\\.OpenAiConnectorConfiguration(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.ai.openai..", "dev.switchboard.openai");

	@ArchTest
	static final ArchRule nothingDependsOnAutoConfiguration = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("dev.switchboard.autoconfigure")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.switchboard.autoconfigure");

	@ArchTest
	static final ArchRule springBootIsAutoConfiguration = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("dev.switchboard.azure", "dev.switchboard.openai", "dev.switchboard.tools",
				"dev.switchboard.chat")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "org.springframework.context..");

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(classes.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
	}

}
