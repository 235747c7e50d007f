package dev.switchboard.configuration.check;

/**
 * The starters, and the generation of Spring that each is made for.
 */
enum Starter {

	FIRST("switchboard-spring-boot-starter", "3", "3.5", "1.1", "dev/switchboard/tools/SpringAi1ChatSupport.class",
			"org/springframework/ai/model/tool/ToolExecutionEligibilityPredicate.class"),

	SECOND("switchboard-spring-boot4-starter", "4", "4.1", "2.0", "dev/switchboard/chat/SpringAi2ChatSupport.class",
			"org/springframework/ai/model/tool/DefaultStructuredOutputChatOptions.class");

	private final String artifact;

	private final String generation;

	private final String springBoot;

	private final String springAi;

	/** A resource that only this starter brings. */
	private final String own;

	/** A resource that only its generation of Spring AI has. */
	private final String ofSpringAi;

	Starter(String artifact, String generation, String springBoot, String springAi, String own, String ofSpringAi) {
		this.artifact = artifact;
		this.generation = generation;
		this.springBoot = springBoot;
		this.springAi = springAi;
		this.own = own;
		this.ofSpringAi = ofSpringAi;
	}

	Starter other() {
		return (this == FIRST) ? SECOND : FIRST;
	}

	boolean isPresent(ClassLoader loader) {
		return loader.getResource(this.own) != null;
	}

	boolean fits(String springBootVersion) {
		return springBootVersion.startsWith(this.generation + ".");
	}

	/** Not the opposite for the other starter: a native image has no such resources. */
	boolean hasItsSpringAi(ClassLoader loader) {
		return loader.getResource(this.ofSpringAi) != null;
	}

	String coordinates() {
		return "dev.switchboard:" + this.artifact;
	}

	String springBoot() {
		return "Spring Boot " + this.springBoot;
	}

	String springAi() {
		return "Spring AI " + this.springAi;
	}

	String springAiVersions() {
		return this.springAi + ".x";
	}

	@Override
	public String toString() {
		return "'" + this.artifact + "' (for " + springBoot() + " and " + springAi() + ")";
	}

}
