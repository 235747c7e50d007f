package dev.switchboard.actuate;

import java.util.Map;
import java.util.function.Supplier;

import dev.switchboard.actuate.SwitchboardEndpoint.UnknownNameException;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.lang.Nullable; // what marks optional parameters for Boot

/**
 * {@link SwitchboardEndpoint} over HTTP: names that do not exist are 404, values that
 * make no sense 400, each with an {@code error} that says what does. The parameter of the
 * path is not called {@code deployment}: Spring Boot lets a field of the body replace the
 * parameter of its name, so that a body could take out another deployment.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = SwitchboardEndpoint.class)
public class SwitchboardWebEndpointExtension {

	private final SwitchboardEndpoint endpoint;

	/**
	 * Creates an extension.
	 * @param endpoint the endpoint
	 */
	public SwitchboardWebEndpointExtension(SwitchboardEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One deployment.
	 * @param selected the name of the deployment, without regard to case
	 * @return its state by model, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Map<String, Object>> deployment(@Selector String selected) {
		return answer(() -> this.endpoint.deployment(selected));
	}

	/**
	 * Takes a deployment out of rotation.
	 * @param selected the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all of its models
	 * @param duration how long, with a unit or in seconds; {@code null} for its cooldown
	 * @param drain {@code true} to take it out until it is resumed
	 * @return its state by model, 404 or 400
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> takeOut(@Selector String selected, @Nullable String model,
			@Nullable String duration, @Nullable String drain) {
		return answer(() -> this.endpoint.takeOut(selected, model, duration, drain));
	}

	/**
	 * Brings a deployment back, whatever took it out.
	 * @param selected the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all of its models
	 * @return its state by model, or 404
	 */
	@DeleteOperation
	public WebEndpointResponse<Map<String, Object>> resume(@Selector String selected, @Nullable String model) {
		return answer(() -> this.endpoint.resume(selected, model));
	}

	private static WebEndpointResponse<Map<String, Object>> answer(Supplier<Map<String, Object>> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (UnknownNameException ex) {
			return error(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (IllegalArgumentException ex) {
			return error(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	private static WebEndpointResponse<Map<String, Object>> error(IllegalArgumentException ex, int status) {
		return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())), status);
	}

}
