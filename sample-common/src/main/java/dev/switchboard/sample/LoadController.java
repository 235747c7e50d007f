package dev.switchboard.sample;

import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * A load of requests on demand. A client that disconnects stops it.
 */
@RestController
class LoadController {

	private static final int MOST_REQUESTS = 1000;

	private final Load load;

	LoadController(Load load) {
		this.load = load;
	}

	@PostMapping(path = "/load", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<LoadProgress> run(@RequestParam int requests) {
		if (requests < 1 || requests > MOST_REQUESTS) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'requests' must be between 1 and " + MOST_REQUESTS);
		}
		return this.load.run(requests);
	}

}
