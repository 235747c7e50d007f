package dev.switchboard.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * What the log says at start: the models and their deployments in one line, and a warning
 * for those that share a quota. Neither keys nor URLs.
 *
 * @param properties the configuration
 */
record StartupReport(SwitchboardProperties properties) implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(StartupReport.class);

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, List<String>> deployments = new LinkedHashMap<>();
		Map<String, List<String>> quotas = new LinkedHashMap<>();
		for (DeploymentProperties deployment : this.properties.deployments()) {
			for (ModelProperties model : deployment.models()) {
				deployments.computeIfAbsent(model.name(), (name) -> new ArrayList<>()).add(describe(deployment));
				if (deployment.provider() == Provider.AZURE) {
					quotas.computeIfAbsent(quota(deployment, model), (quota) -> new ArrayList<>())
						.add(deployment.name() + "/" + model.name());
				}
			}
		}
		logger.info("Switchboard routes {}",
				deployments.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + " to " + String.join(", ", entry.getValue()))
					.collect(Collectors.joining("; ")));
		quotas.values()
			.stream()
			.filter((sharing) -> sharing.size() > 1)
			.forEach((sharing) -> logger.warn(
					"{} are one deployment in Azure and share its quota, but each is "
							+ "accounted for with limits of its own: configure one of them only",
					String.join(" and ", sharing)));
	}

	private static String describe(DeploymentProperties deployment) {
		return deployment.name() + ((deployment.priority() != 0) ? " (priority " + deployment.priority() + ")" : "");
	}

	private static String quota(DeploymentProperties deployment, ModelProperties model) {
		return (deployment.baseUrl() + "/" + model.upstreamName()).toLowerCase(Locale.ROOT);
	}

}
