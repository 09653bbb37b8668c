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

/// Where the browsers and Chromium's driver are. Firefox's driver is among cargo's programs.
pub struct Browsers {
    /// Chromium or Google Chrome.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// Firefox.
    pub firefox: PathBuf,
}

impl Browsers {
    /// Finds the browsers, and installs those that are missing where apt-get can.
    pub fn ensure() -> Result<Self> {
        let sought = [&CHROMIUM, &CHROMEDRIVER, &FIREFOX];
        let missing: Vec<_> = sought.iter().filter(|one| one.find().is_none()).collect();
        if !missing.is_empty() {
            let packages: Vec<_> = missing.iter().map(|one| one.package).collect();
            let names: Vec<_> = missing.iter().map(|one| one.name).collect();
            debian::install(&names.join(", "), &packages).map_err(|error| {
                let advice: Vec<_> = missing.iter().map(|one| one.advice).collect();
                Error::new(format!("{error}\nOr {}", advice.join("; ")))
            })?;
        }
        Ok(Self { chromium: CHROMIUM.get()?, chromedriver: CHROMEDRIVER.get()?, firefox: FIREFOX.get()? })
    }

    /// The browsers' versions, which no lock file pins.
    pub fn versions(&self) -> String {
        let version = |browser: &Path| {
            Command::new(browser)
                .arg("--version")
                .read()
                .unwrap_or_else(|| format!("{} of an unknown version", browser.display()))
        };
        format!("{}; {}", version(&self.chromium), version(&self.firefox))
    }
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
