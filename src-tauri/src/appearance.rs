//! Whether the window is light or dark, around the page and before it is drawn.

use tauri::{Theme, WebviewWindow, window::Color};

/// The theme that somebody chose; none to follow the system.
pub(crate) fn chosen(appearance: &str) -> Option<Theme> {
    match appearance {
        "dark" => Some(Theme::Dark),
        "light" => Some(Theme::Light),
        _ => None,
    }
}

/// Gives a new window the theme, and the colour that its page will have.
pub(crate) fn begin(window: &WebviewWindow, appearance: &str) -> tauri::Result<()> {
    let theme = match chosen(appearance) {
        Some(theme) => {
            // GTK does not hear what a window is made with.
            window.set_theme(Some(theme))?;
            theme
        }
        // The shell is not told what the desktop prefers.
        None if cfg!(target_os = "linux") => return Ok(()),
        None => window.theme()?,
    };
    window.set_background_color(Some(canvas(theme)))
}

/// Gives the window another theme, with its menu and what its page takes for that of the system.
pub(crate) fn follow(window: &WebviewWindow, appearance: &str) -> tauri::Result<()> {
    let chosen = chosen(appearance);
    #[cfg(target_os = "linux")]
    if chosen.is_none() {
        // The shell would ask for light in the place of what the desktop prefers.
        return window.run_on_main_thread(|| {
            if let Some(settings) = gtk::Settings::default() {
                gtk::prelude::GtkSettingsExt::reset_property(
                    &settings,
                    "gtk-application-prefer-dark-theme",
                );
            }
        });
    }
    window.set_theme(chosen)
}

/// `--colour-canvas` of `ui/src/design/tokens.css`.
fn canvas(theme: Theme) -> Color {
    match theme {
        Theme::Dark => Color(0x17, 0x1a, 0x18, 0xff),
        _ => Color(0xf5, 0xf4, 0xf0, 0xff),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_has_the_colour_of_the_page() {
        let tokens = include_str!("../../ui/src/design/tokens.css");
        let colours: Vec<&str> = tokens
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--colour-canvas: "))
            .map(|rest| rest.split(';').next().unwrap_or(rest))
            .collect();
        let ours = [Theme::Light, Theme::Dark].map(|theme| {
            let Color(red, green, blue, _) = canvas(theme);
            format!("#{red:02x}{green:02x}{blue:02x}")
        });
        assert_eq!(colours, ours);
    }
}
