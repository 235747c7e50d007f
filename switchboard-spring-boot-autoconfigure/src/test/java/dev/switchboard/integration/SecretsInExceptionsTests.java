package dev.switchboard.integration;

import java.io.Closeable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Whoever serializes an exception calls its getters, and theirs: no key comes out.
 */
@Timeout(120)
@Tag("slow")
class SecretsInExceptionsTests {

	private static final String KEY = "canary-of-the-key";

	/** Objects that are looked at per exception. */
	private static final int MOST = 20_000;

	@ParameterizedTest
	@MethodSource("failures")
	void noGetterLeadsToTheKey(Provider provider, Way way, Script failure) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west")
			.keys((deployment) -> KEY)
			.timeout(Duration.ofSeconds(1))
			.streamTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))
			.build()) {
			upstreams.server("east").otherwise(failure);
			upstreams.server("west").otherwise(failure);
			Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));
			assertThat(thrown).isNotNull();
			assertThat(upstreams.requests()).isPositive();
			assertThat(reachable(thrown)).hasSizeGreaterThan(5).noneMatch((text) -> text.contains(KEY));
		}
	}

	static Stream<Arguments> failures() {
		List<Script> failures = List.of(Script.json(400, ChatJson.error("content_filter", "no")),
				Script.json(401, ChatJson.error("401", "no")), Script.json(404, "{}"),
				Script.json(429, ChatJson.error("429", "later")), Script.text(503, "text/html", "<html>"),
				Script.json(302, "{}"), Script.json(204, ""), Script.json(200, "no JSON"),
				Script.json(200, "{\"choices\":[]}"), Script.truncated(200, 999, "{"), Script.truncated(500, 999, "{"),
				Script.hangUp(), Script.resetBeforeHead(), Script.silence(),
				Script.sse().event(ChatJson.error("429", "later")),
				Script.sse().event(ChatJson.delta("Hel")).event(ChatJson.error("500", "oops")),
				Script.sse().event(ChatJson.delta("Hel")).cut(), Script.sse().event("no JSON"));
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(Way.values())
				.flatMap((way) -> failures.stream().map((failure) -> Arguments.of(provider, way, failure))));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void noGetterLeadsToTheKeyWhenNobodyAnswers(Provider provider, Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").keys((deployment) -> KEY).build()) {
			upstreams.server("east").close();
			Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));
			assertThat(thrown).isNotNull();
			assertThat(reachable(thrown)).hasSizeGreaterThan(3).noneMatch((text) -> text.contains(KEY));
		}
	}

	static Stream<Arguments> ways() {
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(Way.values()).map((way) -> Arguments.of(provider, way)));
	}

	/** The texts that getters lead to, however far. */
	private static Set<String> reachable(Object root) {
		Set<String> texts = Collections.newSetFromMap(new HashMap<>());
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Object> next = new ArrayDeque<>(List.of(root));
		while (!next.isEmpty() && seen.size() < MOST) {
			Object object = next.poll();
			if (!seen.add(object)) {
				continue;
			}
			if (object instanceof CharSequence || object instanceof Number || object instanceof Enum<?>) {
				texts.add(object.toString());
			}
			else if (object instanceof byte[] bytes) {
				texts.add(new String(bytes, StandardCharsets.UTF_8));
			}
			else {
				texts.add(String.valueOf(object));
				values(object).forEach(next::add);
			}
		}
		return texts;
	}

	private static Stream<Object> values(Object object) {
		Stream<?> elements = Stream.of();
		if (object instanceof Map<?, ?> map) {
			elements = map.entrySet().stream().flatMap((entry) -> Stream.of(entry.getKey(), entry.getValue()));
		}
		else if (object instanceof Object[] array) {
			elements = Arrays.stream(array);
		}
		else if (object instanceof Iterable<?> iterable && !(object instanceof Path)) {
			elements = StreamSupport.stream(iterable.spliterator(), false);
		}
		else if (object instanceof Optional<?> optional) {
			elements = optional.stream();
		}
		Stream<Object> properties = isOpaque(object) ? Stream.of()
				: Arrays.stream(object.getClass().getMethods())
					.filter(SecretsInExceptionsTests::isGetter)
					.map((getter) -> get(getter, object));
		return Stream.concat(elements, properties).filter((value) -> value != null && !isOpaque(value));
	}

	private static boolean isGetter(Method method) {
		return method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())
				&& method.getReturnType() != void.class && method.getDeclaringClass() != Object.class
				&& (method.getName().matches("(get|is)[A-Z].*") || method.getDeclaringClass().isRecord()
						|| method.getName().matches("headers|request|response|body"));
	}

	private static @Nullable Object get(Method getter, Object object) {
		try {
			getter.setAccessible(true);
			return getter.invoke(object);
		}
		catch (InvocationTargetException | IllegalAccessException | RuntimeException ex) {
			return null;
		}
	}

	/** What is the runtime's and leads everywhere, or would have to be waited for. */
	private static boolean isOpaque(Object object) {
		return object instanceof Class<?> || object instanceof ClassLoader || object instanceof Thread
				|| object instanceof StackTraceElement || object instanceof Publisher<?>
				|| (object instanceof Closeable && object.getClass().getName().startsWith("java."));
	}

}
