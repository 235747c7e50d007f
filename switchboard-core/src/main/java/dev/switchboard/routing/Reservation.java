package dev.switchboard.routing;

/**
 * What a request has reserved.
 *
 * @param window the window it is reserved in
 * @param tokens the tokens
 * @param spent all tokens that this router had ever reserved, right after this
 * reservation
 * @param spentInWindow the part of that in the window
 * @param time when
 */
record Reservation(UsageWindow window, long tokens, long spent, long spentInWindow, long time) {
}
