//! The browsers that the tests drive, and their drivers.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::debian;
use crate::command::{Run, on_path};
use crate::error::{Error, Result};

/// A browser: where it may be, and how it is installed.
struct Sought {
    name: &'static str,
    /// The environment variable that names it.
    variable: &'static str,
    programs: &'static [&'static str],
    elsewhere: &'static str,
    package: &'static str,
    advice: &'static str,
}

const CHROMIUM: Sought = Sought {
    name: "Chromium",
    variable: "CHROMIUM",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    elsewhere: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    package: "chromium",
    advice: "install Chromium or Google Chrome, or name it in the environment variable CHROMIUM",
};

const CHROMEDRIVER: Sought = Sought {
    name: "chromedriver",
    variable: "CHROMEDRIVER",
    programs: &["chromedriver"],
    elsewhere: "/usr/lib/chromium-browser/chromedriver",
    package: "chromium-driver",
    advice: "install the chromedriver of your browser's version (https://googlechromelabs.github.io/chrome-for-testing), \
             or name it in the environment variable CHROMEDRIVER",
};

const FIREFOX: Sought = Sought {
    name: "Firefox",
    variable: "FIREFOX",
    programs: &["firefox", "firefox-esr"],
    elsewhere: "/Applications/Firefox.app/Contents/MacOS/firefox",
    package: "firefox-esr",
    advice: "install Firefox, or name it in the environment variable FIREFOX",
};

const WEBKIT_DRIVER: Sought = Sought {
    name: "WebKitGTK's driver",
    variable: "WEBKIT_DRIVER",
    programs: &["WebKitWebDriver"],
    elsewhere: "/usr/local/bin/WebKitWebDriver",
    package: "webkit2gtk-driver",
    advice: "install WebKitGTK's MiniBrowser and its driver, or name that in the environment variable WEBKIT_DRIVER",
};

const XVFB: Sought = Sought {
    name: "Xvfb",
    variable: "XVFB",
    programs: &["Xvfb"],
    elsewhere: "/usr/X11/bin/Xvfb",
    package: "xvfb",
    advice: "install Xvfb, the screen that WebKitGTK is shown on, or name it in the environment variable XVFB",
};

/// WebKitGTK, which there is on Linux only: the tests go without it elsewhere.
pub struct WebKit {
    /// Its driver, which knows its browser.
    pub driver: PathBuf,
    /// The screen in memory that the browser is shown on: it has no headless mode.
    pub screen: PathBuf,
}

/// Where the browsers and their drivers are. Firefox's driver is among cargo's programs.
pub struct Browsers {
    /// Chromium or Google Chrome.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// Firefox.
    pub firefox: PathBuf,
    /// WebKitGTK, where it can be had.
    pub webkit: Option<WebKit>,
}

impl Browsers {
    /// Finds the browsers, and installs those that are missing where apt-get can.
    pub fn ensure() -> Result<Self> {
        install_missing(&[&CHROMIUM, &CHROMEDRIVER, &FIREFOX])?;
        let webkit =
            WebKit::ensure().inspect_err(|error| println!("set-up: nothing is tested in WebKitGTK: {error}")).ok();
        Ok(Self { chromium: CHROMIUM.get()?, chromedriver: CHROMEDRIVER.get()?, firefox: FIREFOX.get()?, webkit })
    }

    /// The browsers' versions, which no lock file pins.
    pub fn versions(&self) -> String {
        let version = |browser: &Path| {
            Command::new(browser)
                .arg("--version")
                .read()
                .unwrap_or_else(|| format!("{} of an unknown version", browser.display()))
        };
        let mut all = vec![version(&self.chromium), version(&self.firefox)];
        if self.webkit.is_some() {
            // Its driver does not tell.
            let version = debian::version(WEBKIT_DRIVER.package).unwrap_or_else(|| "of an unknown version".to_owned());
            all.push(format!("WebKitGTK {version}"));
        }
        all.join("; ")
    }
}

impl WebKit {
    /// Finds it, and installs it where apt-get can.
    fn ensure() -> Result<Self> {
        install_missing(&[&WEBKIT_DRIVER, &XVFB])?;
        Ok(Self { driver: WEBKIT_DRIVER.get()?, screen: XVFB.get()? })
    }
}

/// Installs what of `sought` is not there, or says how it is to be had.
fn install_missing(sought: &[&Sought]) -> Result<()> {
    let missing: Vec<_> = sought.iter().filter(|one| one.find().is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|one| one.package).collect();
    let names: Vec<_> = missing.iter().map(|one| one.name).collect();
    debian::install(&names.join(", "), &packages).map_err(|error| {
        let advice: Vec<_> = missing.iter().map(|one| one.advice).collect();
        Error::new(format!("{error}\nOr {}", advice.join("; ")))
    })
}

impl Sought {
    fn find(&self) -> Option<PathBuf> {
        env::var_os(self.variable)
            .map(PathBuf::from)
            .into_iter()
            .chain(self.programs.iter().filter_map(|program| on_path(program)))
            .chain([PathBuf::from(self.elsewhere)])
            .find(|file| file.exists())
    }

    fn get(&self) -> Result<PathBuf> {
        self.find().ok_or_else(|| Error::new(format!("{} is missing: {}", self.name, self.advice)))
    }
}
