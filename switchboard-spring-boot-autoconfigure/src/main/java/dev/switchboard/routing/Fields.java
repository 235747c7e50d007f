package dev.switchboard.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Access to volatile fields by compare-and-set: without the object that an atomic of its
 * own would be, which every request would have to go through.
 */
final class Fields {

	private Fields() {
	}

	/**
	 * Finds a field.
	 * @param lookup of the class that has it
	 * @param name its name
	 * @param type its type
	 * @return its handle
	 */
	static VarHandle of(MethodHandles.Lookup lookup, String name, Class<?> type) {
		try {
			return lookup.findVarHandle(lookup.lookupClass(), name, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(lookup.lookupClass().getName() + " has no field " + name, ex);
		}
	}

}
