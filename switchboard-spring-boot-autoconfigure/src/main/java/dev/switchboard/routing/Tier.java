package dev.switchboard.routing;

import java.util.List;

/**
 * The deployments of one model and one priority, with the table that draws one of them in
 * proportion to its limit.
 */
final class Tier {

	private final DeploymentState[] members;

	private volatile AliasTable table;

	private volatile double[] weights;

	Tier(List<DeploymentState> members) {
		this.members = members.toArray(DeploymentState[]::new);
		this.weights = weigh();
		this.table = new AliasTable(this.weights);
	}

	/** Weighs anew after a limit has changed. */
	synchronized void reweigh() {
		this.weights = weigh();
		this.table = new AliasTable(this.weights);
	}

	// the limits, and for an unknown or unlimited one the mean of the known, 1 if none
	private double[] weigh() {
		double sum = 0;
		int known = 0;
		for (DeploymentState member : this.members) {
			if (member.limits().tokensPerMinute() > 0) {
				sum += member.limits().tokensPerMinute();
				known++;
			}
		}
		double[] weights = new double[this.members.length];
		for (int i = 0; i < weights.length; i++) {
			long limit = this.members[i].limits().tokensPerMinute();
			weights[i] = (limit > 0) ? limit : (known > 0) ? sum / known : 1;
			this.members[i].limits().weigh(weights[i]);
		}
		return weights;
	}

	/**
	 * Draws a member in proportion to its weight.
	 * @param random 32 random bits
	 * @return the member
	 */
	DeploymentState draw(int random) {
		return this.members[this.table.draw(random)];
	}

	int size() {
		return this.members.length;
	}

	DeploymentState member(int index) {
		return this.members[index];
	}

	double weight(int index) {
		return this.weights[index];
	}

}
