package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A bounded table of numbers by key: lookups take no lock and allocate nothing, an entry
 * costs about 20 bytes whatever its id, in a small table 40. A key may live in one of two
 * sets of eight slots; when the table is full, the longest unused entry leaves, to a
 * millisecond in a small table, and in a large one among the sixteen slots of the key.
 */
final class SessionTable {

	static final long ABSENT = -1;

	private static final int SET = 8;

	/** Up to here room costs little, and a look at every slot takes some microseconds. */
	private static final int SMALL = 4096;

	/** Half empty, a table never finds both sets of a key full. */
	private static final double SLOTS_PER_SMALL_ENTRY = 2.5;

	/** A fifth more slots than entries, so that the two sets of a key are rarely full. */
	private static final double SLOTS_PER_ENTRY = 1.2;

	private static final long EMPTY = 0;

	private static final int VALUE_BITS = 32;

	private static final long VALUE = 0xFFFFFFFFL;

	/** Times are kept in ticks of 2^16 ns = 66 us, or more if entries live for days. */
	private static final long SHORTEST_TICK = 1 << 16;

	/** Times wrap around after 2^32 ticks and compare within half of that. */
	private static final long TICKS_PER_TIMEOUT = 1 << 29;

	/**
	 * A mark of the last use is renewed when it is a millisecond old, or threads that use
	 * the same sessions would take their cache lines from each other.
	 */
	private static final long MARK = 1_000_000;

	private final AtomicLongArray keys;

	/** Per slot the time of last use in the upper half and the value in the lower. */
	private final AtomicLongArray entries;

	private final int maxEntries;

	private final int sets;

	private final long tick;

	private final long timeout;

	private final long ticksPerMark;

	private final long timeoutNanos;

	private volatile long swept;

	/** Entries, idle ones included; guarded by this. */
	private int count;

	SessionTable(int maxEntries, long idleTimeout, long now) {
		this.maxEntries = maxEntries;
		double slotsPerEntry = (maxEntries <= SMALL) ? SLOTS_PER_SMALL_ENTRY : SLOTS_PER_ENTRY;
		this.sets = (int) Math.ceil(maxEntries * slotsPerEntry / SET);
		this.keys = new AtomicLongArray(this.sets * SET);
		this.entries = new AtomicLongArray(this.sets * SET);
		// a power of two, or ticks would jump when nanoseconds wrap around
		this.tick = Math.max(SHORTEST_TICK, 2 * Long.highestOneBit(idleTimeout / TICKS_PER_TIMEOUT));
		this.timeout = Math.max(1, idleTimeout / this.tick);
		this.ticksPerMark = Math.max(1, Math.min(MARK / this.tick, this.timeout / 2));
		this.timeoutNanos = Math.max(1, idleTimeout);
		this.swept = now;
	}

	/**
	 * Finds a value and marks it as used.
	 * @param key the key, not 0
	 * @param now the time
	 * @return the value, or {@link #ABSENT}
	 */
	long find(long key, long now) {
		sweepIfDue(now);
		int slot = slotOf(key);
		if (slot < 0) {
			return ABSENT;
		}
		long entry = this.entries.get(slot);
		// an entry belongs to the key when the key is there before and after reading it
		if (this.keys.get(slot) != key || isIdle(entry, now)) {
			return ABSENT;
		}
		long value = entry & VALUE;
		if (idleTicks(entry, now) >= this.ticksPerMark) {
			this.entries.compareAndSet(slot, entry, entry(value, now));
		}
		return value;
	}

	/**
	 * Stores a value, in place of a former one or of the longest unused.
	 * @param key the key, not 0
	 * @param value the value, 32 bits
	 * @param now the time
	 */
	synchronized void put(long key, long value, long now) {
		int slot = slotOf(key);
		if (slot < 0) {
			slot = makeRoom(key, now);
			this.keys.set(slot, EMPTY);
			this.entries.set(slot, entry(value, now));
			this.keys.set(slot, key);
		}
		else {
			this.entries.set(slot, entry(value, now));
		}
	}

	/**
	 * Forgets what has been idle for too long.
	 * @param now the time
	 */
	synchronized void sweep(long now) {
		// nothing has been used since one timeout
		// after the last sweep: it would have swept
		boolean all = now - this.swept >= 2 * this.timeoutNanos;
		for (int slot = 0; slot < this.keys.length(); slot++) {
			if (all || isIdle(this.entries.get(slot), now)) {
				remove(slot);
			}
		}
		this.swept = now;
	}

	// once per timeout if nobody else does, or an entry would look young again after the
	// time has wrapped around
	private void sweepIfDue(long now) {
		if (now - this.swept >= this.timeoutNanos) {
			sweep(now);
		}
	}

	/**
	 * Counts the entries that have not been idle for too long.
	 * @param now the time
	 * @return their number
	 */
	int size(long now) {
		sweepIfDue(now);
		int size = 0;
		for (int slot = 0; slot < this.keys.length(); slot++) {
			if (this.keys.get(slot) != EMPTY && !isIdle(this.entries.get(slot), now)) {
				size++;
			}
		}
		return size;
	}

	/**
	 * What the entries take, be the slots used or not.
	 * @return the bytes
	 */
	long bytes() {
		return 2L * Long.BYTES * this.keys.length();
	}

	private int slotOf(long key) {
		int slot = slotOf(key, firstSet(key));
		return (slot >= 0) ? slot : slotOf(key, secondSet(key));
	}

	private int slotOf(long key, int from) {
		for (int slot = from; slot < from + SET; slot++) {
			if (this.keys.get(slot) == key) {
				return slot;
			}
		}
		return -1;
	}

	private int firstSet(long key) {
		return (int) (((key >>> 32) * this.sets) >>> 32) * SET;
	}

	private int secondSet(long key) {
		return (int) (((key & VALUE) * this.sets) >>> 32) * SET;
	}

	// finds or makes a free slot for a new key
	private int makeRoom(long key, long now) {
		int first = firstSet(key);
		int second = secondSet(key);
		if (this.count >= this.maxEntries) {
			remove((this.maxEntries <= SMALL) ? longestUnused(0, this.keys.length(), now)
					: longestUnused(first, second, SET, now));
		}
		int free = slotOf(EMPTY, (taken(first) <= taken(second)) ? first : second);
		if (free < 0) {
			free = longestUnused(first, second, SET, now);
			remove(free);
		}
		this.count++;
		return free;
	}

	private int taken(int from) {
		int taken = 0;
		for (int slot = from; slot < from + SET; slot++) {
			taken += (this.keys.get(slot) != EMPTY) ? 1 : 0;
		}
		return taken;
	}

	private int longestUnused(int first, int second, int length, long now) {
		int a = longestUnused(first, length, now);
		int b = longestUnused(second, length, now);
		return (idle(b, now) > idle(a, now)) ? b : a;
	}

	private int longestUnused(int from, int length, long now) {
		int longest = from;
		for (int slot = from + 1; slot < from + length; slot++) {
			if (idle(slot, now) > idle(longest, now)) {
				longest = slot;
			}
		}
		return longest;
	}

	// ticks since the last use, or -1 for an empty slot
	private long idle(int slot, long now) {
		return (this.keys.get(slot) != EMPTY) ? idleTicks(this.entries.get(slot), now) : -1;
	}

	private void remove(int slot) {
		if (this.keys.get(slot) != EMPTY) {
			this.keys.set(slot, EMPTY);
			this.count--;
		}
	}

	private boolean isIdle(long entry, long now) {
		return idleTicks(entry, now) >= this.timeout;
	}

	// ticks wrap around, long after the timeout; a clock reading may be a bit behind
	private long idleTicks(long entry, long now) {
		return Math.max(0, (int) (now / this.tick) - (int) (entry >>> VALUE_BITS));
	}

	private long entry(long value, long now) {
		return (now / this.tick << VALUE_BITS) | value;
	}

}
