package dev.switchboard.test;

/**
 * An error in Azure's words.
 *
 * @param status the HTTP status
 * @param code the code in the body
 * @param message the message in the body
 */
record AzureError(int status, String code, String message) {

	static final AzureError WRONG_KEY = new AzureError(401, "401",
			"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key "
					+ "for an active subscription and use a correct regional API endpoint for your resource.");

	static final AzureError RESOURCE_NOT_FOUND = new AzureError(404, "404", "Resource not found");

	static final AzureError DEPLOYMENT_NOT_FOUND = new AzureError(404, "DeploymentNotFound",
			"The API deployment for this resource does not exist. If you created the deployment within the last "
					+ "5 minutes, please wait a moment and try again.");

	static final AzureError BAD_REQUEST = new AzureError(400, "BadRequest",
			"The request body must be JSON with a 'messages' array that is not empty.");

	/**
	 * A refusal.
	 * @param limit what is exceeded: {@code token} or {@code call}
	 * @param seconds the wait it asks for
	 */
	static AzureError throttled(String limit, long seconds) {
		return new AzureError(429, "429",
				"Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded " + limit
						+ " rate limit of your current OpenAI S0 pricing tier. Please retry after " + seconds
						+ " seconds. Please contact Azure support service if you would like to further increase the "
						+ "default rate limit.");
	}

	Script script() {
		return Script.json(this.status, CompletionJson.error(this.code, this.message));
	}

}
