package dev.switchboard.sample;

import java.util.Map;

/**
 * The progress of a load.
 *
 * @param requests how many requests it has in all
 * @param answered how many were answered
 * @param failedOver how many of those needed more than one attempt
 * @param refused how many were not answered
 * @param p50Millis the median time of an answer
 * @param p95Millis the time within which 95 of 100 answers came
 * @param deployments the answers of each deployment
 */
record LoadProgress(int requests, int answered, int failedOver, int refused, long p50Millis, long p95Millis,
		Map<String, Integer> deployments) {

}
