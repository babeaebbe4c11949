"""Long work: started by a service, done by a worker under a lease, seen with its progress."""
