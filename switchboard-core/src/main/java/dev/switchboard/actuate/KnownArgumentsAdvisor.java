package dev.switchboard.actuate;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Rejects write operations of {@link SwitchboardEndpoint} with an unknown field or
 * parameter. Spring Boot ignores these, so that a misspelt {@code drain} would be a
 * cooldown, and a misspelt {@code model} would mean all models.
 *
 * @since 0.1.0
 */
public final class KnownArgumentsAdvisor implements OperationInvokerAdvisor {

	private static final EndpointId SWITCHBOARD = EndpointId.of("switchboard");

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!SWITCHBOARD.equals(endpointId) || operationType == OperationType.READ) {
			return invoker;
		}
		List<String> known = parameters.stream().map(OperationParameter::getName).toList();
		return (context) -> {
			List<String> unknown = unknown(context, known);
			return unknown.isEmpty() ? invoker.invoke(context) : refusal(unknown, known);
		};
	}

	private static List<String> unknown(InvocationContext context, List<String> known) {
		return context.getArguments().keySet().stream().filter((name) -> !known.contains(name)).toList();
	}

	/** The first known one is the deployment in the path. */
	private static WebEndpointResponse<Map<String, String>> refusal(List<String> unknown, List<String> known) {
		return new WebEndpointResponse<>(
				Map.of("error", "There is no " + quoted(unknown) + ". There is: "
						+ quoted(known.subList(1, known.size())) + ". Nothing has been changed"),
				WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static String quoted(List<String> names) {
		return names.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(", "));
	}

}
