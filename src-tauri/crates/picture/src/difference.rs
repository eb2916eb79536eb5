//! Where two pictures differ, for who compares two versions of an instruction.

use image::RgbaImage;
use werkwijzer_instruction::markup::Area;

use crate::error::Error;
use crate::pixels;

/// Pixels are compared in squares of this side.
const CELL: u32 = 16;
/// What JPEG and scaling change in a channel without anybody seeing it.
const UNSEEN: u8 = 24;
/// More areas than this are one: nobody looks at each.
const MOST: usize = 24;

/// What is different in another version of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Width and height before.
    pub before: (u32, u32),
    /// Width and height after.
    pub after: (u32, u32),
    /// The areas of the later one in which something else is seen, from the top down. Empty when
    /// nothing is, and when the two have other sizes: then all may have moved.
    pub areas: Vec<Area>,
}

/// Compares two pictures as they are published ([`Prepared`](crate::Prepared)).
pub fn difference(before: &[u8], after: &[u8]) -> Result<Difference, Error> {
    let (before, after) = (pixels(before)?, pixels(after)?);
    let areas = if before.dimensions() == after.dimensions() {
        areas(&before, &after)
    } else {
        Vec::new()
    };
    Ok(Difference {
        before: before.dimensions(),
        after: after.dimensions(),
        areas,
    })
}

fn areas(before: &RgbaImage, after: &RgbaImage) -> Vec<Area> {
    let (width, height) = after.dimensions();
    let columns = width.div_ceil(CELL);
    let rows = height.div_ceil(CELL);
    let mut differs = vec![false; (columns * rows) as usize];
    for y in 0..height {
        let row = (y / CELL * columns) as usize;
        for x in 0..width {
            let cell = &mut differs[row + (x / CELL) as usize];
            *cell = *cell || seen(before.get_pixel(x, y).0, after.get_pixel(x, y).0);
        }
    }
    let mut found = Vec::new();
    for start in 0..differs.len() {
        if differs[start] {
            found.push(grow(&mut differs, start as u32, (columns, rows)));
        }
    }
    if found.len() > MOST {
        let all = found.iter().copied().reduce(|all, next| {
            [
                all[0].min(next[0]),
                all[1].min(next[1]),
                all[2].max(next[2]),
                all[3].max(next[3]),
            ]
        });
        found = all.into_iter().collect();
    }
    found
        .into_iter()
        .map(|[left, top, right, bottom]| {
            let (x, y) = (left * CELL, top * CELL);
            let (to_x, to_y) = (
                ((right + 1) * CELL).min(width),
                ((bottom + 1) * CELL).min(height),
            );
            Area {
                x: f64::from(x),
                y: f64::from(y),
                width: f64::from(to_x - x),
                height: f64::from(to_y - y),
            }
        })
        .collect()
}

fn seen(before: [u8; 4], after: [u8; 4]) -> bool {
    let both_clear = before[3] == 0 && after[3] == 0;
    !both_clear && (0..4).any(|at| before[at].abs_diff(after[at]) > UNSEEN)
}

/// The bounds (left, top, right, bottom) of the cells around one that hang together, over a gap of
/// one cell too: the letters of a changed word are one area. The cells are taken out.
fn grow(differs: &mut [bool], start: u32, (columns, rows): (u32, u32)) -> [u32; 4] {
    let mut bounds = [columns, rows, 0, 0];
    let mut open = vec![start];
    differs[start as usize] = false;
    while let Some(cell) = open.pop() {
        let (x, y) = (cell % columns, cell / columns);
        bounds = [
            bounds[0].min(x),
            bounds[1].min(y),
            bounds[2].max(x),
            bounds[3].max(y),
        ];
        for next_y in y.saturating_sub(2)..(y + 3).min(rows) {
            for next_x in x.saturating_sub(2)..(x + 3).min(columns) {
                let next = next_y * columns + next_x;
                if std::mem::take(&mut differs[next as usize]) {
                    open.push(next);
                }
            }
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgba};

    use super::*;

    fn picture(dark: &[(u32, u32, u32, u32)], format: ImageFormat) -> Vec<u8> {
        let mut picture = RgbaImage::from_pixel(400, 300, Rgba([240, 242, 245, 255]));
        for (left, top, width, height) in dark {
            for y in *top..top + height {
                for x in *left..left + width {
                    picture.put_pixel(x, y, Rgba([20, 30, 40, 255]));
                }
            }
        }
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::ImageRgba8(picture)
            .to_rgb8()
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn each_place_that_changed_is_found() {
        let before = picture(&[(10, 10, 60, 20)], ImageFormat::Png);
        let after = picture(
            &[(10, 10, 60, 20), (200, 100, 40, 30), (390, 290, 10, 10)],
            ImageFormat::Png,
        );
        let found = difference(&before, &after).unwrap();
        assert_eq!(found.areas.len(), 2, "{found:?}");
        let first = found.areas[0];
        assert!(
            first.x <= 200.0 && first.x + first.width >= 240.0,
            "{first:?}"
        );
        assert!(
            first.y <= 100.0 && first.y + first.height >= 130.0,
            "{first:?}"
        );
        assert!(first.width < 80.0 && first.height < 80.0, "{first:?}");
        let second = found.areas[1];
        assert_eq!((second.x + second.width) as u32, 400);
        assert_eq!((second.y + second.height) as u32, 300);
    }

    #[test]
    fn what_only_the_encoding_changed_is_no_difference() {
        let same = [(40, 40, 100, 80)];
        let before = picture(&same, ImageFormat::Png);
        let after = picture(&[(48, 48, 96, 80)], ImageFormat::Jpeg);
        let jpeg = picture(&[(48, 48, 96, 80)], ImageFormat::Png);
        assert_eq!(difference(&jpeg, &after).unwrap().areas, []);
        assert_eq!(difference(&before, &before).unwrap().areas, []);
        assert_eq!(difference(&before, &jpeg).unwrap().areas.len(), 1);
    }

    #[test]
    fn many_small_places_are_shown_as_one() {
        let specks: Vec<(u32, u32, u32, u32)> = (0..8)
            .flat_map(|x| (0..6).map(move |y| (x * 50, y * 50, 1, 1)))
            .collect();
        let before = picture(&[], ImageFormat::Png);
        let after = picture(&specks, ImageFormat::Png);
        assert_eq!(difference(&before, &after).unwrap().areas.len(), 1);
    }

    #[test]
    fn another_size_says_only_the_sizes() {
        let before = picture(&[], ImageFormat::Png);
        let mut small = Cursor::new(Vec::new());
        image::RgbImage::new(10, 20)
            .write_to(&mut small, ImageFormat::Png)
            .unwrap();
        let found = difference(&before, small.get_ref()).unwrap();
        assert_eq!((found.before, found.after), ((400, 300), (10, 20)));
        assert_eq!(found.areas, []);
        assert!(difference(&before, b"no picture").is_err());
    }
}
