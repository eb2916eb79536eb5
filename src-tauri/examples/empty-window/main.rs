//! A window with nothing in it, of the same Tauri as the program: what the program's start and
//! memory are measured against by `make bench`.

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::default())
                .inner_size(1280.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!(
            "examples/empty-window/tauri.conf.json"
        ))
}
