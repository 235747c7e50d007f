package dev.switchboard.configuration;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * Beans that Spring would inject for a type, found out without creating any.
 *
 * @param names the names of the beans: one when injection works, several when none of
 * them is preferred, none when there is no such bean
 */
record AutowireCandidates(List<String> names) {

	AutowireCandidates {
		names = List.copyOf(names);
	}

	static AutowireCandidates of(ConfigurableListableBeanFactory beans, Class<?> type) {
		List<Bean> all = Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false))
			.map((name) -> new Bean(name, definition(beans, name)))
			.filter(Bean::isCandidate)
			.toList();
		List<Bean> preferred = preferred(all, Bean::isPrimary);
		return new AutowireCandidates(
				preferred(preferred, (bean) -> !bean.isFallback()).stream().map(Bean::name).toList());
	}

	boolean areUnique() {
		return this.names.size() == 1;
	}

	boolean areAmbiguous() {
		return this.names.size() > 1;
	}

	private static List<Bean> preferred(List<Bean> beans, Predicate<Bean> preference) {
		List<Bean> preferred = beans.stream().filter(preference).toList();
		return preferred.isEmpty() ? beans : preferred;
	}

	private static @Nullable BeanDefinition definition(ConfigurableListableBeanFactory beans, String name) {
		try {
			return beans.getMergedBeanDefinition(name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			// a singleton that was registered as it is
			return null;
		}
	}

	/**
	 * One bean.
	 *
	 * @param name its name
	 * @param definition its definition, or {@code null} when it has none
	 */
	private record Bean(String name, @Nullable BeanDefinition definition) {

		boolean isCandidate() {
			return this.definition == null || (this.definition.isAutowireCandidate()
					&& !(this.definition instanceof AbstractBeanDefinition bean && !bean.isDefaultCandidate()));
		}

		boolean isPrimary() {
			return this.definition != null && this.definition.isPrimary();
		}

		boolean isFallback() {
			return this.definition != null && this.definition.isFallback();
		}

	}

}
