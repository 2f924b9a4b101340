//! Work by several threads whose results come out in the order the pieces went in.

use std::sync::{Condvar, Mutex, PoisonError};

/// Takes pieces from `next`, works on them with so many threads, each with a state of its own, and hands the results
/// to `take` in the order of the pieces. Ends at the first error of either.
pub(crate) fn in_order<Piece, State, Done, Error: Send>(
    threads: usize,
    next: impl FnMut() -> Result<Option<Piece>, Error> + Send,
    state: impl Fn() -> State + Sync,
    work: impl Fn(&mut State, Piece) -> Done + Sync,
    take: impl FnMut(Done) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let source = Mutex::new((0_u64, next));
    let sink = Mutex::new(Sink { turn: 0, take, ended: Ok(false) });
    let turned = Condvar::new();
    let run = || {
        let mut state = state();
        loop {
            let (turn, piece) = {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                let turn = source.0;
                source.0 += 1;
                (turn, (source.1)())
            };
            let done = match piece {
                Ok(Some(piece)) => Ok(Some(work(&mut state, piece))),
                Ok(None) => Ok(None),
                Err(error) => Err(error),
            };
            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
            while sink.turn != turn && matches!(sink.ended, Ok(false)) {
                sink = turned.wait(sink).unwrap_or_else(PoisonError::into_inner);
            }
            sink.accept(done);
            turned.notify_all();
            if !matches!(sink.ended, Ok(false)) {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(run);
        }
        run();
    });
    let sink = sink.into_inner().unwrap_or_else(PoisonError::into_inner);
    sink.ended.map(|_| ())
}

struct Sink<Take, Error> {
    /// Whose result is due.
    turn: u64,
    take: Take,
    /// Whether the last piece was taken, or what went wrong.
    ended: Result<bool, Error>,
}

impl<Take, Error> Sink<Take, Error> {
    fn accept<Done>(&mut self, done: Result<Option<Done>, Error>)
    where
        Take: FnMut(Done) -> Result<(), Error>,
    {
        if !matches!(self.ended, Ok(false)) {
            return;
        }
        self.turn += 1;
        self.ended = match done {
            Ok(Some(done)) => (self.take)(done).map(|()| false),
            Ok(None) => Ok(true),
            Err(error) => Err(error),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(threads: usize, wrong: u32) -> (Result<(), u32>, Vec<u32>) {
        let (mut given, mut taken) = (0, Vec::new());
        let next = || {
            given += 1;
            Ok((given <= 1000).then_some(given))
        };
        let take = |done| {
            if done == 3 * wrong {
                Err(done)
            } else {
                taken.push(done);
                Ok(())
            }
        };
        let ended = in_order(threads, next, || 3, |factor, piece: u32| *factor * piece, take);
        (ended, taken)
    }

    #[test]
    fn results_come_out_in_the_order_the_pieces_went_in() {
        for threads in [0, 1, 2, 5] {
            assert_eq!(run(threads, 0), (Ok(()), (1..=1000).map(|piece| 3 * piece).collect()));
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        for threads in [1, 2, 5] {
            assert_eq!(run(threads, 500), (Err(1500), (1..500).map(|piece| 3 * piece).collect()));
        }
    }
}
