import Testing

@testable import Hypervisors

@Suite struct MoveCertificatesTests {
  @Test(arguments: [
    ("", false, "/etc/pki/qemu"), ("", true, "/etc/pki/libvirt-migrate"),
    ("default_tls_x509_cert_dir = \"/a\"\n", false, "/a"),
    ("default_tls_x509_cert_dir = \"/a\"\n", true, "/etc/pki/libvirt-migrate"),
    ("migrate_tls_x509_cert_dir=\"/b\"\ndefault_tls_x509_cert_dir = \"/a\"\n", true, "/b"),
    ("#migrate_tls_x509_cert_dir = \"/b\"\n", false, "/etc/pki/qemu"),
    ("migrate_tls_x509_cert_dir = \"/b\" # ours\n", false, "/b"),
    ("migrate_tls_x509_cert_dir = \n", false, "/etc/pki/qemu"),
  ])
  func theDaemonLooksIn(_ settings: String, _ hasOwn: Bool, _ directory: String) {
    let certificates = MoveCertificates(settings: settings) { _ in hasOwn }
    #expect(certificates.directory == directory)
  }

  @Test func whatIsNotThereIsNamed() {
    let settings = "migrate_tls_x509_cert_dir = \"/no/such/place\"\n"
    #expect(
      MoveCertificates(settings: settings) { _ in false }.missing == [
        "/no/such/place/ca-cert.pem", "/no/such/place/server-cert.pem",
        "/no/such/place/server-key.pem",
      ])
  }
}
