package dev.switchboard.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The recent past for the board; the present is at {@code /actuator/switchboard}.
 */
@RestController
class ActivityController {

	private final Activity activity;

	ActivityController(Activity activity) {
		this.activity = activity;
	}

	@GetMapping("/activity")
	Activity.Report activity() {
		return this.activity.report();
	}

}
