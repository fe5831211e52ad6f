"""What clients of others and a browser make of `dragoman serve`.

Usage: check_server.py DRAGOMAN CONFIGURATION SCRATCH_FOLDER
"""

import json
import pathlib
import re
import subprocess
import sys

from deep_translator import LibreTranslator
from libretranslatepy import LibreTranslateAPI
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

DRAGOMAN, CONFIGURATION, SCRATCH = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
MODEL, YOUNGER = SCRATCH / "served/best.safetensors", SCRATCH / "younger/best.safetensors"
SENTENCES = ["The teacher reads a book.", "The old man sees the garden."]
failures = []


def check(good, what):
    if not good:
        failures.append(what)
        print("FAILED:", what)


def train(model, epochs):
    """A model that knows enough for translations with several words and alternatives."""
    subprocess.run([DRAGOMAN, "train", CONFIGURATION, "--set", f"training.max_epochs={epochs}", "--set",
                    f"training.directory={model.parent}"], check=True, capture_output=True)


def offline(lines, model=MODEL):
    done = subprocess.run([DRAGOMAN, "translate", model], input="\n".join(lines) + "\n", capture_output=True, text=True)
    return done.stdout.splitlines()


def check_clients(url):
    expected = offline(SENTENCES)
    client = LibreTranslateAPI(f"{url}/")
    check([client.translate(line, "en", "de") for line in SENTENCES] == expected, "libretranslatepy translates")
    check({"en"} <= {language["code"] for language in client.languages()}, "libretranslatepy lists languages")
    check(client.detect(SENTENCES[0])[0]["language"] == "en", "libretranslatepy detects")
    other = LibreTranslator(source="en", target="de", custom_url=f"{url}/", api_key="none")
    check([other.translate(line) for line in SENTENCES] == expected, "deep-translator translates")


class Page:
    """The page in a browser, used as a person would."""

    def __init__(self, url):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1100,900",
                         f"--user-data-dir={SCRATCH / 'browser'}"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(SCRATCH),
                                                  "profile.default_content_setting_values.automatic_downloads": 1})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
        self.driver.get(url)
        self.until(lambda: self.all("#target option"))

    def until(self, condition):
        return WebDriverWait(self.driver, 20).until(lambda _: condition())

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def translations(self, panel=1):
        return [" ".join(word.text for word in line.find_elements(By.CSS_SELECTOR, ".target .word"))
                for line in self.all(f".panel:nth-child({panel}) .line")]

    def wait_for(self, lines, panel=1):
        try:
            self.until(lambda: self.translations(panel) == lines)
        except Exception:
            print("shown:", self.translations(panel), "expected:", lines)
            return False
        return True

    def lit(self, selector):
        return [float(re.search("--light: ([0-9.]+)", word.get_attribute("style") or "--light: 0").group(1))
                for word in self.all(selector)]

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def choose(self, select, value):
        self.one(f"#{select} option[value='{value}']" if value not in ("auto", "light", "dark")
                 else f"#{select} option:nth-child({('auto', 'light', 'dark').index(value) + 1})").click()


def check_typing(page):
    box = page.one("#text")
    box.send_keys(SENTENCES[0])
    check(page.wait_for(offline(SENTENCES[:1])), "what is typed is translated")
    box.send_keys("\n" + SENTENCES[1])
    check(page.wait_for(offline(SENTENCES)), "a second line is, too")
    for _ in range(3):  # requests that the next key gives up
        box.send_keys(" and the", Keys.BACKSPACE * 8)
    check(page.wait_for(offline(SENTENCES)), "typing and deleting ends where it began")


def check_hovering(page):
    first = ".line:first-child"
    ActionChains(page.driver).move_to_element(page.one(f"{first} .target .word")).perform()
    page.until(lambda: sum(page.lit(f"{first} .source .word")) > 0.5)
    ActionChains(page.driver).move_to_element(page.one(f"{first} .source .word")).perform()
    page.until(lambda: sum(page.lit(f"{first} .target .word")) > 0)
    page.one(f"{first} summary").click()
    page.until(lambda: page.all(f"{first} svg rect"))
    cells = len(page.all(f"{first} svg rect"))
    words = len(page.all(f"{first} .source .word")), len(page.all(f"{first} .target .word"))
    check(cells >= words[0] * (words[1] - 1), f"a map has {cells} cells for {words} words")
    check(len(page.all(f"{first} .n-best li")) >= 2, "there are other translations")


def check_alternatives(page):
    page.all(".line:first-child .target .word")[1].click()
    page.until(lambda: page.all(".alternatives button"))
    words = page.all(".alternatives button")
    check(len(words) >= 2, "a word has alternatives")
    check(all("\ufffd" not in word.text for word in words), "no alternative ends within a character")
    # One that is a word and no more: others may end the sentence, or bring a stop along.
    button = next(word for word in reversed(words) if word.text.isalpha())
    chosen = button.text
    button.click()
    page.until(lambda: [word.strip(".,!?") for word in page.translations()[0].split()[1:2]] == [chosen])
    page.until(lambda: len(page.all(".line:first-child .given")) == 2)
    page.one(".line:first-child .target button[aria-label='let the model begin']").click()
    check(page.wait_for(offline(SENTENCES)), "a beginning can be let go")


def check_keyboard(page):
    page.script("document.activeElement.blur()")
    page.one("#text").send_keys("")
    for _ in range(30):
        page.press(Keys.TAB)
        if "word" in (page.driver.switch_to.active_element.get_attribute("class") or ""):
            break
    page.press(Keys.ARROW_RIGHT)
    second = page.driver.switch_to.active_element.text
    check(second == page.translations()[0].split()[1], "Tab and an arrow reach the second word")
    page.press(Keys.ENTER)
    page.until(lambda: page.all(".alternatives button"))
    page.until(lambda: page.script("return document.activeElement.closest('.alternatives') !== null"))
    page.press(Keys.ESCAPE)
    check(not page.all(".alternatives") and page.driver.switch_to.active_element.text == second,
          "Escape leads back to the word")


def check_two_models(page):
    page.choose("beside", "fr")
    check(page.wait_for(offline(SENTENCES), panel=2), "two languages stand side by side")
    others = offline(SENTENCES, YOUNGER)
    check(others != offline(SENTENCES), "the models differ")
    page.choose("beside", "de younger")
    check(page.wait_for(others, panel=2), "two models of a language pair stand side by side")
    check([title.text for title in page.all(".panel h2")]
          == ["English → German, best", "English → German, younger"], "both are named")
    address = page.driver.current_url
    page.driver.get("about:blank")
    page.driver.get(address)
    check(page.wait_for(others, panel=2), "the address is a link to all of it")
    page.choose("beside", "")


def downloaded(page, name):
    path = SCRATCH / name
    page.until(path.exists)
    return path.read_text()


def check_files(page):
    (SCRATCH / "letter.txt").write_text("\n".join(SENTENCES * 50) + "\n")
    page.one("#file").send_keys(str(SCRATCH / "letter.txt"))
    check(downloaded(page, "letter.de.txt").splitlines() == offline(SENTENCES) * 50, "a file comes back translated")
    page.script("""const files = new DataTransfer();
                   files.items.add(new File([arguments[0]], "dropped.txt"));
                   dispatchEvent(Object.assign(new DragEvent("drop", {dataTransfer: files, cancelable: true})));""",
                SENTENCES[0] + "\n")
    check(downloaded(page, "dropped.de.txt").splitlines() == offline(SENTENCES[:1]), "a file can be dropped")
    page.one("#export-json").click()
    answers = json.loads(downloaded(page, "translations.json"))
    check([answer["text"] for answer in answers] == offline(SENTENCES), "translations are saved as JSON")
    page.one("#export-svg").click()
    check(downloaded(page, "attention.svg").count("<svg") == 3, "maps are saved as SVG")


def check_looks(page):
    for dark in (False, True):
        page.choose("theme", "dark" if dark else "light")
        colour = page.script("return getComputedStyle(document.body).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", colour)[:3]))
        check((brightness < 200) == dark, f"the background is {colour}, {'dark' if dark else 'light'}")
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True})
    width = page.script("return document.documentElement.scrollWidth")
    check(width <= 390, f"at 390 pixels it is {width} wide")
    unnamed = page.script("""return [...document.querySelectorAll("button, input, select, textarea")]
        .filter((part) => !part.labels?.length && !part.textContent.trim() && !part.ariaLabel && !part.placeholder)
        .map((part) => part.outerHTML)""")
    check(not unnamed, f"every control has a name: {unnamed}")


def check_requests(page, url):
    asked = [json.loads(entry["message"])["message"] for entry in page.driver.get_log("performance")]
    urls = {message["params"]["request"]["url"] for message in asked if message["method"] == "Network.requestWillBeSent"}
    strange = [address for address in urls if not address.startswith((url, "data:", f"blob:{url}", "chrome:"))]
    check(urls and not strange, f"the page asks its server alone: {strange}")
    errors = [entry for entry in page.driver.get_log("browser") if entry["level"] == "SEVERE"]
    check(not errors, f"nothing failed in the browser: {errors}")


train(MODEL, 2)
train(YOUNGER, 1)
server = subprocess.Popen([DRAGOMAN, "serve", "--pair", f"en-de={MODEL}", "--pair", f"en-fr={MODEL}", "--pair",
                           f"younger:en-de={YOUNGER}", "--port", "0"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    url = server.stdout.readline().split(" at ")[1].strip()
    check_clients(url)
    page = Page(url)
    try:
        for part in (check_typing, check_hovering, check_alternatives, check_keyboard, check_two_models, check_files,
                     check_looks):
            part(page)
            print("asked:", part.__name__.removeprefix("check_"))
        check_requests(page, url)
    finally:
        page.driver.quit()
finally:
    server.terminate()
    check(server.wait(timeout=30) == 0, "SIGTERM ends the server well")
sys.exit(f"{len(failures)} failed" if failures else 0)
