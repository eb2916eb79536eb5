//! Links to videos.
