package dev.switchboard.chat;

/**
 * What each fault leads to.
 */
final class FaultTable {

	private FaultTable() {
	}

}
