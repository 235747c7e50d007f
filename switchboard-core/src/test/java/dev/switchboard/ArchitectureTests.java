package dev.switchboard;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules between the packages of the core, and the list of its public types.
 */
@AnalyzeClasses(packages = "dev.switchboard", importOptions = ArchitectureTests.OnlyCore.class)
class ArchitectureTests {

	/**
	 * A public type is a promise to users or to an edge: a new one is added here on
	 * purpose.
	 */
	private static final String PUBLIC = """
			(root): DeadlineExceededException IncompleteStreamException InvalidResponseException
				NoDeploymentAvailableException Switchboard SwitchboardClosedException SwitchboardException
				UnknownModelException
			actuate: KnownArgumentsAdvisor SwitchboardEndpoint SwitchboardHealth SwitchboardMeters
				SwitchboardWebEndpointExtension
			azure: AzureAccess EntraCredentials TokenCredentialProvider TokenSource
			chat: CallerOptions CharacterTokenEstimator ChatRounds ChatSupport DefaultSessionIdResolver
				SessionAdvisor SessionIdResolver SwitchboardChatModel SwitchboardChatModelBuilder SwitchboardOptions
				SwitchboardOptionsBuilder TokenEstimator
			configuration: ApplicationFeatures DeploymentProperties ModelProperties OnEnabled Placeholders ProviderConnector
				SwitchboardActuatorAutoConfiguration SwitchboardChatClientAutoConfiguration SwitchboardConfiguration
				SwitchboardProperties SwitchboardSelectionAutoConfiguration WrittenConfiguration
			configuration.check: ConfigurationCheckConfiguration InvalidSwitchboardConfigurationException
			connector: ApiKeyProvider DeploymentClient DeploymentConnector DeploymentSettings Exchange Fault
				HttpClientCustomizer KeySource ModelSettings OptionsReader RequestOptions RequestOptionsBuilder ResponseFormat ResponseHeaders Stage
				TlsSettings
			failover: ActiveCalls Answer Attempt AttemptObserver CallObserver CapacitySignal Deadline Failover
				FailoverBuilder GuardedSubscriber Quietly Round Signals StreamedAnswer
			observation: DefaultSwitchboardAttemptObservationConvention
				DefaultSwitchboardRequestObservationConvention NoObservations Observations Outcome RequestObservation
				SwitchboardAttemptContext SwitchboardAttemptObservationConvention SwitchboardObservation
				SwitchboardRequestContext SwitchboardRequestObservationConvention
			routing: Admission Affinity Deployment DeploymentSnapshot Failure FailureKind Lease OnSaturation
				RouteRequest Router RouterBuilder RoutingListener SelectionPolicy ServerReport TokenUsage Unavailable
			routing.server: OtherClientsRate ServerCount ServerUsage
			wire: Access ApplicationCode CallerContext ChunkFormat CompleteBody CompletionGuard ContextCarrier Credential
				DroppedSignals ErrorBody EventStreamGuard ExchangeWatch JsonCheck Keys ResponseJson SafeHeaders
				TransportFault UpstreamConnections
			""";

	private static final DescribedPredicate<JavaClass> JSON = JavaClass.Predicates
		.resideInAnyPackage("com.fasterxml.jackson..", "tools.jackson..");

	@ArchTest
	static final ArchRule routingIsPlainJava = inPackages("routing", "routing.server").should()
		.dependOnClassesThat(outside("java..", "org.jspecify..", "org.slf4j..", "dev.switchboard.routing.."));

	/**
	 * Whatever is called, a chat model or an embedding model, it is called the same way.
	 */
	@ArchTest
	static final ArchRule failoverKnowsNoSpring = inPackages("failover").should()
		.dependOnClassesThat(outside("java..", "org.jspecify..", "org.slf4j..", "org.reactivestreams..", "reactor..",
				"dev.switchboard", "dev.switchboard.routing..", "dev.switchboard.connector..",
				"dev.switchboard.failover.."));

	/** Each edge brings the client libraries of its generation. */
	@ArchTest
	static final ArchRule coreKnowsNoClientLibrary = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.azure.ai..", "com.openai..", "org.springframework.ai.azure..",
				"org.springframework.ai.openai..");

	/**
	 * The credentials are the only types of Azure that both edges have, and they are
	 * optional.
	 */
	@ArchTest
	static final ArchRule azureIsOptional = ArchRuleDefinition.noClasses()
		.that()
		.haveNameNotMatching(".*\\.azure\\.(Entra|TokenCredential).*|.*\\.EntraConfiguration(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("com.azure..");

	/** The packages of these types differ between the generations of Spring. */
	@ArchTest
	static final ArchRule coreLeavesWhatDiffersToTheEdges = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate.health..",
				"org.springframework.boot.actuate.autoconfigure.health..",
				"org.springframework.boot.actuate.autoconfigure.metrics..", "org.springframework.retry..");

	@ArchTest
	static final ArchRule springBootIsConfiguration = notIn("configuration", "configuration.check", "actuate").should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "org.springframework.context..");

	@ArchTest
	static final ArchRule metersAreBoundInActuate = notIn("actuate", "configuration").should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.micrometer.core..");

	/** Wire and chat only carry the caller's context from thread to thread. */
	@ArchTest
	static final ArchRule callsAreObservedInObservation = notIn("observation", "actuate", "configuration", "chat",
			"wire")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.micrometer..");

	@ArchTest
	static final ArchRule jsonLibraryStaysInside = ArchRuleDefinition.noMethods()
		.that()
		.arePublic()
		.should()
		.haveRawReturnType(JSON)
		.orShould()
		.haveRawParameterTypes(DescribedPredicate.anyElementThat(JSON));

	/** The check knows the properties; the properties do not know the check. */
	@ArchTest
	static final ArchRule configurationWorksWithoutCheck = notIn("configuration.check").should()
		.dependOnClassesThat()
		.resideInAPackage("dev.switchboard.configuration.check..");

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

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(classes.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
	}

	@ArchTest
	static void publicTypesAreListed(JavaClasses classes) {
		Map<String, Set<String>> found = classes.stream()
			.filter(JavaClass::isTopLevelClass)
			.filter((javaClass) -> javaClass.getModifiers().contains(JavaModifier.PUBLIC))
			.collect(Collectors.groupingBy(ArchitectureTests::nameOfPackage, TreeMap::new,
					Collectors.mapping(JavaClass::getSimpleName, Collectors.toCollection(TreeSet::new))));
		StringBuilder list = new StringBuilder();
		found.forEach((name, types) -> list.append(name).append(": ").append(String.join(" ", types)).append('\n'));
		assertThat(list).isEqualToNormalizingWhitespace(PUBLIC);
	}

	private static String nameOfPackage(JavaClass javaClass) {
		return javaClass.getPackageName().equals("dev.switchboard") ? "(root)"
				: javaClass.getPackageName().substring("dev.switchboard.".length());
	}

	private static GivenClassesConjunction inPackages(String... names) {
		return ArchRuleDefinition.noClasses().that().resideInAnyPackage(fullNames(names));
	}

	private static GivenClassesConjunction notIn(String... names) {
		return ArchRuleDefinition.noClasses().that().resideOutsideOfPackages(fullNames(names));
	}

	private static DescribedPredicate<JavaClass> outside(String... packages) {
		return JavaClass.Predicates.resideOutsideOfPackages(packages);
	}

	private static String[] fullNames(String... names) {
		return Arrays.stream(names).map("dev.switchboard."::concat).toArray(String[]::new);
	}

	/** Not the fake Azure of the tests, which is in a module of its own. */
	static final class OnlyCore implements ImportOption {

		@Override
		public boolean includes(Location location) {
			return location.contains("/switchboard-core/target/classes/");
		}

	}

}
