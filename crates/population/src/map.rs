//! Memory as a row of atomic words: a file, or memory alone. The only place of the program with unsafe code, because
//! the language cannot know who else writes to a mapped file.
#![expect(unsafe_code, reason = "a mapped file is memory the language knows nothing of; see `words` and `prefetch`")]

#[cfg(target_os = "linux")]
use memmap2::Advice;
use memmap2::{MmapMut, MmapOptions, MmapRaw};
use std::fs::File;
use std::io;
use std::sync::atomic::AtomicU64;

/// How many bytes of a file stand before the first word: one page, so that words lie on whole lines of the cache.
pub(crate) const HEADER_BYTES: usize = 4096;
const WORD_BYTES: usize = size_of::<u64>();

/// Words in memory.
pub(crate) struct Map {
    memory: MmapRaw,
    header_bytes: usize,
}

impl Map {
    /// A file, after its header. What is written to the words is written to the file.
    pub(crate) fn of_file(file: &File) -> io::Result<Map> {
        let memory = MmapOptions::new().map_raw(file)?;
        large_pages(&memory);
        Ok(Map { memory, header_bytes: HEADER_BYTES })
    }

    /// So many words that are 0.
    pub(crate) fn of_zeros(words: usize) -> io::Result<Map> {
        let memory = MmapRaw::from(MmapMut::map_anon(words * WORD_BYTES)?);
        large_pages(&memory);
        Ok(Map { memory, header_bytes: 0 })
    }

    /// The words.
    pub(crate) fn words(&self) -> &[AtomicU64] {
        let bytes = self.memory.len().saturating_sub(self.header_bytes);
        // SAFETY: the mapping is readable and writable and lives as long as `self`; it begins at a page, so that with
        // a header of one page the words are aligned; its length is what was mapped. Other threads and processes may
        // write to it, which is why the words are atomic. A file cut short meanwhile ends the program by a signal,
        // as for everyone who maps files: `register` only ever replaces its files as a whole.
        unsafe {
            let first = self.memory.as_ptr().add(self.header_bytes).cast::<AtomicU64>();
            std::slice::from_raw_parts(first, bytes / WORD_BYTES)
        }
    }

    /// Asks for the first words, for those who will read most of them.
    pub(crate) fn read_ahead(&self, words: usize) {
        #[cfg(target_os = "linux")]
        let _ = self.memory.advise_range(Advice::PopulateRead, 0, self.header_bytes + words * WORD_BYTES);
        #[cfg(not(target_os = "linux"))]
        let _ = words;
    }

    /// Waits until what was written is on the disk.
    pub(crate) fn flush(&self) -> io::Result<()> {
        self.memory.flush()
    }
}

/// Large pages are found faster; where the system has none, small ones do.
fn large_pages(memory: &MmapRaw) {
    #[cfg(target_os = "linux")]
    let _ = memory.advise(Advice::HugePage);
    #[cfg(not(target_os = "linux"))]
    let _ = memory;
}

/// Tells the processor that a word will be read soon, so that it is fetched while others are worked on.
#[inline]
pub(crate) fn prefetch(word: &AtomicU64) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch reads nothing the program can see, and every x86-64 has it; the address is that of a word.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(word).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = word;
}
