package dev.switchboard.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.bucket4j.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;

/**
 * What an application could put together by hand: a load balancer in front, and for each
 * deployment a limit and a circuit breaker. Each part is used as sparingly as its API
 * allows, without decorators, registries or events.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1000, batchSize = 10000)
@Measurement(iterations = 1000, batchSize = 10000)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AlternativesBenchmark {

	private static final int REQUESTS_PER_MINUTE = Integer.MAX_VALUE;

	@Param({ "10", "1000" })
	int deployments;

	private final Request<RequestDataContext> request = new DefaultRequest<>(new RequestDataContext());

	private final Map<String, Guard> guards = new HashMap<>();

	private RoundRobinLoadBalancer loadBalancer;

	private Guard guard;

	private Bucket bucket;

	@Setup
	public void build() {
		List<ServiceInstance> instances = IntStream.range(0, this.deployments)
			.<ServiceInstance>mapToObj(
					(i) -> new DefaultServiceInstance(Fleet.name(i), Fleet.MODEL, "127.0.0.1", 1024 + i, false))
			.toList();
		this.loadBalancer = new RoundRobinLoadBalancer(new SimpleObjectProvider<>(new FixedInstances(instances)),
				Fleet.MODEL);
		instances.forEach((instance) -> this.guards.put(instance.getInstanceId(), Guard.of(instance.getInstanceId())));
		this.guard = this.guards.get(Fleet.name(0));
		// one token per nanosecond is the most it can refill
		this.bucket = Bucket.builder()
			.addLimit((limit) -> limit.capacity(60_000_000_000L).refillGreedy(60_000_000_000L, Duration.ofMinutes(1)))
			.build();
	}

	/** Spring Cloud LoadBalancer: which deployment. */
	@Benchmark
	public ServiceInstance loadBalancer() {
		return choose();
	}

	/** Resilience4j: whether one deployment has room and works. */
	@Benchmark
	public boolean limiterAndBreaker() {
		return this.guard.passes();
	}

	/** Bucket4j: whether one deployment has tokens left. */
	@Benchmark
	public boolean bucket() {
		return this.bucket.tryConsume(1);
	}

	/** All of it: choose, then ask the guards of the chosen one. */
	@Benchmark
	public boolean stack() {
		return this.guards.get(choose().getInstanceId()).passes();
	}

	private ServiceInstance choose() {
		Response<ServiceInstance> response = Mono.from(this.loadBalancer.choose(this.request)).block();
		return response.getServer();
	}

	private record Guard(RateLimiter limiter, CircuitBreaker breaker) {

		static Guard of(String name) {
			RateLimiterConfig config = RateLimiterConfig.custom()
				.limitForPeriod(REQUESTS_PER_MINUTE)
				.limitRefreshPeriod(Duration.ofMinutes(1))
				.timeoutDuration(Duration.ZERO)
				.build();
			return new Guard(RateLimiter.of(name, config), CircuitBreaker.ofDefaults(name));
		}

		boolean passes() {
			boolean passes = this.limiter.acquirePermission() && this.breaker.tryAcquirePermission();
			if (passes) {
				this.breaker.onSuccess(1, TimeUnit.SECONDS);
			}
			return passes;
		}

	}

	private record FixedInstances(List<ServiceInstance> instances) implements ServiceInstanceListSupplier {

		@Override
		public String getServiceId() {
			return Fleet.MODEL;
		}

		@Override
		public Flux<List<ServiceInstance>> get() {
			return Flux.just(this.instances);
		}

	}

}
