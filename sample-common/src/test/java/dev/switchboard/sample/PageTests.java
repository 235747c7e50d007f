package dev.switchboard.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

import dev.switchboard.Switchboard;
import dev.switchboard.sample.simulation.SimulatedAzure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/** The page at {@code /}, used as a person would use it. */
@SampleTest
@EnabledIf(value = "chromiumIsInstalled",
		disabledReason = "no Chromium: install the packages chromium and chromium-driver to test the page")
@Tag("slow")
class PageTests {

	private static Chromium chromium;

	@Value("${local.server.port}")
	private int port;

	private ChromeDriver page;

	@Autowired
	private SimulatedAzure simulation;

	@Autowired
	private Switchboard switchboard;

	static boolean chromiumIsInstalled() {
		return Chromium.isInstalled();
	}

	@BeforeAll
	static void start(@TempDir Path profile) {
		chromium = new Chromium(profile);
	}

	@AfterAll
	static void stop() {
		chromium.close();
	}

	@BeforeEach
	void open() {
		this.page = chromium.driver();
		chromium.show(1400, 960, "light");
		this.page.get("http://127.0.0.1:" + this.port + "/");
		until(() -> all("#deployments > li").size() == 3);
	}

	@AfterEach
	void mend() {
		this.simulation.deployments().values().forEach((deployment) -> {
			deployment.faults().forEach((fault) -> deployment.set(fault, false));
			this.switchboard.resume(deployment.region(), null);
		});
	}

	@Test
	void pageFailsOverAndReturnsHome() {
		session("failover");
		this.page.executeScript("""
				window.changes = 0;
				new MutationObserver((records) => window.changes += records.length)
					.observe(document.getElementById("log"), { subtree: true, childList: true });""");
		String first = ask("Who is there?");
		String home = deployment(first);
		assertThat(first).endsWith("· 1 attempt · session kept");
		assertThat((Long) this.page.executeScript("return window.changes")).isGreaterThan(20);
		assertThat(text(".turn.theirs .words")).contains("This is " + home, "“Who is there?”");

		button(home, "Take down").click();
		until(() -> pressed(home, "Take down"));
		String second = ask("And now?");
		assertThat(deployment(second)).isNotEqualTo(home);
		assertThat(second).endsWith("· 2 attempts · session moved");
		until(() -> state(home).equals("cooling down"));
		assertThat(text(card(home) + " [data-of=detail]")).startsWith("unavailable (503), back in ");
		until(() -> text("#errors").contains("unavailable 503"));
		assertThat(text("#errors li:first-child")).contains(home);

		button(home, "Take down").click();
		until(() -> !pressed(home, "Take down"));
		button(home, "Resume").click();
		until(() -> state(home).equals("available"));
		String third = ask("Back again?");
		assertThat(deployment(third)).isEqualTo(home);
		assertThat(third).endsWith("· 1 attempt · session kept");
	}

	@Test
	void drainsAndResumesWithTheKeyboardAlone() {
		WebElement drain = button("south", "Drain");
		drain.sendKeys(Keys.SPACE);
		until(() -> state("south").equals("drained"));
		until(() -> text("#status").equals("south: drained"));
		assertThat(text("#models")).isEqualTo("gpt-4o-mini: 2 of 3 available");
		this.page.switchTo().activeElement().sendKeys(Keys.TAB);
		assertThat(this.page.switchTo().activeElement()).isEqualTo(button("south", "Resume"));
		this.page.switchTo().activeElement().sendKeys(Keys.ENTER);
		until(() -> state("south").equals("available"));
	}

	@Test
	void saysWhatWentWrongWithAnAnswer() {
		List.of("east", "west", "south").forEach((name) -> button(name, "Cut streams").click());
		List.of("east", "west", "south").forEach((name) -> until(() -> pressed(name, "Cut streams")));
		session("cut");
		assertThat(ask("Hello")).startsWith("The answer broke off: ");
		assertThat(this.page.findElement(By.cssSelector(".turn.failed .words")).getText()).startsWith("This is ");
		until(() -> text("#errors").contains("connection lost"));
	}

	@Test
	void runsALoadAndShowsItsResult() throws Exception {
		session("load");
		ask("How do you do?");
		WebElement requests = this.page.findElement(By.id("requests"));
		requests.clear();
		requests.sendKeys("40", Keys.ENTER);
		until(() -> text("#status").startsWith("Load finished: 40 answered"));
		WebElement progress = this.page.findElement(By.id("progress"));
		assertThat(progress.getDomProperty("value")).isEqualTo(progress.getDomProperty("max")).isEqualTo("40");
		assertThat(text("#answered")).isEqualTo("40");
		assertThat(text("#refused")).isEqualTo("0");
		assertThat(text("#p95")).matches("[1-9]\\d* ms|\\d+\\.\\d\\d s");
		until(() -> this.page.findElement(By.id("chart"))
			.getDomAttribute("aria-label")
			.matches("Requests of the last five minutes: east [1-9]\\d*, west [1-9]\\d*, south [1-9]\\d*"));
		photograph();
	}

	@Test
	void asksNobodyButItsOwnServerAndReportsNoErrors() {
		ask("Hello");
		assertThat((List<?>) this.page
			.executeScript("return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).host)"))
			.isNotEmpty()
			.allMatch(("127.0.0.1:" + this.port)::equals);
		assertThat(this.page.manage().logs().get("browser").getAll())
			.noneMatch((entry) -> entry.getLevel() == Level.SEVERE);
	}

	/** Wide and narrow, light and dark; nowhere is anything wider than the window. */
	private void photograph() throws IOException {
		for (String scheme : List.of("light", "dark")) {
			for (int[] size : new int[][] { { 1400, 960 }, { 390, 2600 } }) {
				chromium.show(size[0], size[1], scheme);
				assertThat((Long) this.page.executeScript("return document.documentElement.scrollWidth"))
					.isLessThanOrEqualTo(size[0]);
				chromium.screenshot(scheme + "-" + size[0]);
			}
		}
	}

	private void session(String name) {
		WebElement session = this.page.findElement(By.id("session"));
		session.clear();
		session.sendKeys(name);
	}

	/** Sends a message and returns the line under the complete answer. */
	private String ask(String message) {
		int answers = all(".turn.theirs").size();
		this.page.findElement(By.id("message")).sendKeys(message, Keys.ENTER);
		until(() -> all(".turn.theirs[aria-busy=false]").size() == answers + 1);
		return all(".turn.theirs .route").get(answers).getText();
	}

	private static String deployment(String route) {
		return route.substring(0, route.indexOf(' '));
	}

	private static String card(String deployment) {
		return "#deployment-" + deployment;
	}

	private String state(String deployment) {
		return text(card(deployment) + " [data-of=state]");
	}

	private WebElement button(String deployment, String label) {
		return all(card(deployment) + " button").stream()
			.filter((button) -> button.getText().equals(label))
			.findFirst()
			.orElseThrow();
	}

	private boolean pressed(String deployment, String label) {
		return "true".equals(button(deployment, label).getDomAttribute("aria-pressed"));
	}

	/** The text, also of what only a screen reader sees. */
	private String text(String selector) {
		return this.page.findElement(By.cssSelector(selector)).getDomProperty("textContent").strip();
	}

	private List<WebElement> all(String selector) {
		return this.page.findElements(By.cssSelector(selector));
	}

	private void until(BooleanSupplier condition) {
		new WebDriverWait(this.page, Duration.ofSeconds(30)).until((page) -> condition.getAsBoolean());
	}

}
