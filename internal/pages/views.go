package pages

// maxLeft bounds the pages whose views are remembered after they are gone.
const maxLeft = 1 << 16

// Count notes that the page under a key was sent once more; Find counts by
// itself. It costs one addition, remembers no reader, and loses what is not
// taken in time when the program is killed.
func (s *Store) Count(key string) {
	if _, e := s.kept(key); e != nil {
		e.views.Add(1)
	}
}

// TakeViews returns how often the page under each key was sent since it was
// last called.
func (s *Store) TakeViews() map[string]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.left
	s.left = nil
	for key, e := range s.entries {
		if n := e.views.Swap(0); n > 0 {
			if all == nil {
				all = make(map[string]int64)
			}
			all[key] += n
		}
	}
	return all
}

// ReturnViews gives back what could not be written.
func (s *Store) ReturnViews(all map[string]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, n := range all {
		s.leave(key, n)
	}
}

// keepViews remembers the views of a page that leaves the memory.
func (s *Store) keepViews(e *entry) { s.leave(e.key, e.views.Swap(0)) }

func (s *Store) leave(key string, n int64) {
	if n <= 0 {
		return
	}
	if s.left == nil {
		s.left = make(map[string]int64)
	}
	if _, known := s.left[key]; known || len(s.left) < maxLeft {
		s.left[key] += n
	}
}
