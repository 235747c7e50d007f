package dev.switchboard.configuration.check;

import java.util.Objects;

import dev.switchboard.configuration.WrittenConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Stops the start when the starter does not fit the Spring Boot or the Spring AI of the
 * application, before a class is missing somewhere. An initializer, because a failure
 * before the logging system is ready is not reported.
 */
final class StarterCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ClassLoader loader = Objects.requireNonNullElse(context.getClassLoader(), StarterCheck.class.getClassLoader());
		WrongStarterException problem = problem(loader, SpringBootVersion.getVersion());
		if (problem != null && WrittenConfiguration.of(context.getEnvironment()).isEnabled()) {
			throw problem;
		}
	}

	static @Nullable WrongStarterException problem(ClassLoader loader, String springBoot) {
		if (Starter.FIRST.isPresent(loader) && Starter.SECOND.isPresent(loader)) {
			Starter wrong = Starter.FIRST.fits(springBoot) ? Starter.SECOND : Starter.FIRST;
			return new WrongStarterException(
					"Both starters of Switchboard are on the class path: " + Starter.FIRST + " and " + Starter.SECOND
							+ ". This application runs on Spring Boot " + springBoot + ".",
					"Remove the dependency '" + wrong.coordinates() + "'.");
		}
		for (Starter starter : Starter.values()) {
			if (starter.isPresent(loader)) {
				return problem(starter, loader, springBoot);
			}
		}
		return null;
	}

	private static @Nullable WrongStarterException problem(Starter starter, ClassLoader loader, String springBoot) {
		Starter other = starter.other();
		if (other.fits(springBoot)) {
			return new WrongStarterException(
					"Switchboard's starter " + starter + " does not work with Spring Boot " + springBoot
							+ ", which this application runs on.",
					"Replace the dependency '" + starter.coordinates() + "' with '" + other.coordinates() + "'.");
		}
		if (other.hasItsSpringAi(loader)) {
			return new WrongStarterException(
					"Switchboard's starter " + starter + " does not work with " + other.springAi()
							+ ", which is on the class path.",
					"Import 'org.springframework.ai:spring-ai-bom' in version " + starter.springAiVersions()
							+ ", the one for " + starter.springBoot() + ".");
		}
		return null;
	}

}
